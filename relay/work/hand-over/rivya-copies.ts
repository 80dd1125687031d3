/** Copies of references at Rivya, which cost nothing: made once however many ask, several at a time. */
import { BlobLost, BlobsAway } from '../../blobs/blob-store.ts'
import type { Clock } from '../../clock.ts'
import { Gate } from '../../gate.ts'
import type { RivyaClient } from '../../rivya/client.ts'
import type { Refused, UploadOutcome } from '../../rivya/outcomes.ts'
import { isLost } from '../../store/blobs/lost-blobs.ts'
import type { Database } from '../../store/database.ts'
import { findUpload, type StoredUpload, saveRivyaUrl } from '../../store/uploads/uploads.ts'

export type RivyaCopies = {
  /** The link of a copy that is young enough for a paid request; made now when there is none. */
  link: (uploadId: string, requestId: string, signal: AbortSignal) => Promise<UploadOutcome>
}

/** A batch shares its references; a link this young serves the next generation, too. */
const REUSE_LINK_MS = 5 * 60_000
/** As many as a request may name, so that it waits for one upload's time. Each holds a few pieces in memory. */
const UPLOADS_AT_ONCE = 8

export const EXTENSIONS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const

export function createRivyaCopies(database: Database, rivya: RivyaClient, clock: Clock): RivyaCopies {
  const gate = new Gate(UPLOADS_AT_ONCE)
  /** Whoever needs a reference that is under way waits for it. */
  const underWay = new Map<string, Promise<UploadOutcome>>()

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
      const outcome = await sendPieces(upload, requestId, signal)
      if (outcome.kind === 'uploaded') await saveRivyaUrl(database, upload.id, outcome.url, clock.now())
      return outcome
    } catch (error) {
      if (error instanceof BlobLost) return GONE
      if (error instanceof BlobsAway && (await isLost(database.query, upload.id))) return GONE
      throw error
    } finally {
      leave()
    }
  }

  /** Of what is damaged Rivya never has all. */
  async function sendPieces(
    { id, mimeType, byteCount }: StoredUpload,
    clientRequestId: string,
    signal: AbortSignal,
  ): Promise<UploadOutcome> {
    const source = await database.blobs.open({ sha256: id, byteCount })
    let failure: unknown = null
    async function* noteFailure() {
      try {
        yield* source
      } catch (error) {
        failure = error
        throw error
      }
    }
    const name = `${id.slice(0, 16)}.${EXTENSIONS[mimeType]}`
    const file = { name, mimeType, byteCount, pieces: noteFailure(), clientRequestId }
    const outcome = await rivya.uploadFile(file, signal)
    if (failure !== null) throw failure
    return outcome
  }

  return {
    link(id, requestId, signal) {
      const running = underWay.get(id)
      if (running !== undefined) return running
      const sending = findOrSend(id, requestId, signal).finally(() => underWay.delete(id))
      underWay.set(id, sending)
      return sending
    },
  }
}

export const GONE: Refused = {
  kind: 'refused',
  code: 'validation_failed',
  message: 'A reference is no longer there. Add it again and press Generate.',
  reason: 'upload not found',
}
