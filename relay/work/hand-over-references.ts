/** Brings a generation's references to Rivya, which is free, and gives their links in the person's order. */
import type { Clock } from '../clock.ts'
import { Gate } from '../gate.ts'
import type { RivyaClient } from '../rivya/client.ts'
import type { NotNow, Refused, UploadOutcome } from '../rivya/outcomes.ts'
import type { Database } from '../store/database.ts'
import type { GenerationRow } from '../store/schema.ts'
import { parseReferences } from '../store/stored-json.ts'
import { findUpload, type StoredUpload, saveRivyaUrl } from '../store/uploads.ts'

export type HandedReference = { url: string; name: string; mimeType: string }
export type HandOver = { kind: 'handed'; references: HandedReference[] } | Refused | NotNow

/** A batch shares its references; a link this young serves the next generation, too. */
const REUSE_LINK_MS = 5 * 60_000
/** Each holds up to 10 MB in memory. */
const UPLOADS_AT_ONCE = 2

const EXTENSIONS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const

export type HandOverReferences = (row: GenerationRow, signal: AbortSignal) => Promise<HandOver>

export function createHandOver(database: Database, rivya: RivyaClient, clock: Clock): HandOverReferences {
  const gate = new Gate(UPLOADS_AT_ONCE)
  /** Generations that start together and share a reference wait for one upload of it. */
  const underWay = new Map<string, Promise<UploadOutcome>>()

  async function sendOnce(id: string, requestId: string, signal: AbortSignal): Promise<UploadOutcome> {
    const running = underWay.get(id)
    if (running !== undefined) return running
    const sending = findOrSend(id, requestId, signal).finally(() => underWay.delete(id))
    underWay.set(id, sending)
    return sending
  }

  /** Looks for the link only when nobody is at it: a look before would miss the one that another has just got. */
  async function findOrSend(id: string, requestId: string, signal: AbortSignal): Promise<UploadOutcome> {
    const upload = await findUpload(database, id)
    if (upload === undefined) return GONE
    if (upload.rivyaUrl !== null && clock.now() - upload.rivyaUrlAt < REUSE_LINK_MS) {
      return { kind: 'uploaded', url: upload.rivyaUrl }
    }
    return send(upload, requestId, signal)
  }

  async function send(upload: StoredUpload, requestId: string, signal: AbortSignal): Promise<UploadOutcome> {
    const leave = await gate.enter(signal)
    if (leave === null) return { kind: 'not-now', reason: 'the relay is stopping', retryAfterMs: null }
    try {
      const bytes = await database.uploadBytes.read(upload.id)
      if (bytes === undefined) return GONE
      const { mimeType } = upload
      const name = `${upload.id.slice(0, 16)}.${EXTENSIONS[mimeType]}`
      const outcome = await rivya.uploadFile({ bytes, mimeType, name, clientRequestId: requestId }, signal)
      if (outcome.kind === 'uploaded') await saveRivyaUrl(database, upload.id, outcome.url, clock.now())
      return outcome
    } finally {
      leave()
    }
  }

  return async (row, signal) => {
    const references: HandedReference[] = []
    for (const [index, { upload_id }] of parseReferences(row).entries()) {
      const upload = await findUpload(database, upload_id)
      const outcome = upload === undefined ? GONE : await sendOnce(upload_id, row.request_id, signal)
      if (outcome.kind !== 'uploaded' || upload === undefined) {
        return outcome.kind === 'uploaded' ? GONE : outcome
      }
      references.push({
        url: outcome.url,
        // What the person calls it stays here; the prompt speaks of "image 1".
        name: `image ${index + 1}.${EXTENSIONS[upload.mimeType]}`,
        mimeType: upload.mimeType,
      })
    }
    return { kind: 'handed', references }
  }
}

const GONE: Refused = {
  kind: 'refused',
  code: 'validation_failed',
  message: 'A reference is no longer there. Add it again and press Generate.',
  reason: 'upload not found',
}
