/** Copies of references at Rivya, which cost nothing: made once however many ask, several at a time. */
import { BlobLost, BlobsAway } from '../../blobs/blob-store.ts'
import type { Clock } from '../../clock.ts'
import { Gate } from '../../gate.ts'
import type { RivyaClient } from '../../rivya/client.ts'
import type { NotNow, Refused } from '../../rivya/outcomes.ts'
import { isLost } from '../../store/blobs/lost-blobs.ts'
import type { Database } from '../../store/database.ts'
import { findUpload, type StoredUpload, saveRivyaUrl } from '../../store/uploads/uploads.ts'

/** `at`: when it was made, in milliseconds since 1970. */
export type Copy = { kind: 'uploaded'; url: string; at: number } | Refused | NotNow

export type RivyaCopies = {
  /**
   * The link of a copy that is young enough for a paid request; made now when there is none.
   *
   * @param since none that was made before is used; unless given, five minutes ago
   */
  link: (uploadId: string, requestId: string, signal: AbortSignal, since?: number) => Promise<Copy>
  /** The same before anybody has pressed. A press waits for it no longer than is good for the press. */
  sendAhead: (uploadId: string, requestId: string, signal: AbortSignal) => Promise<Copy>
}

/** A batch shares its references; a link this young serves the next generation, too. */
const REUSE_LINK_MS = 5 * 60_000
/** As many as a request may name, so that it waits for one upload's time. Each holds a few pieces in memory. */
const UPLOADS_AT_ONCE = 8
/** A copy on its way ahead that is older than this may hang, so a press sends its own beside it. */
const AHEAD_PATIENCE_MS = 2000

export const EXTENSIONS = { 'image/png': 'png', 'image/jpeg': 'jpg', 'image/webp': 'webp' } as const

export function createRivyaCopies(database: Database, rivya: RivyaClient, clock: Clock): RivyaCopies {
  const gate = new Gate(UPLOADS_AT_ONCE)
  /** Whoever needs a reference that is under way waits for it. */
  const underWay = new Map<string, UnderWay>()

  function begin(id: string, isAhead: boolean, run: (signal: AbortSignal) => Promise<Copy>): UnderWay {
    const ending = new AbortController()
    const copy = run(ending.signal).finally(() => {
      if (underWay.get(id) === entry) underWay.delete(id)
    })
    const entry: UnderWay = { copy, isAhead, startedAt: clock.now(), stop: () => ending.abort() }
    underWay.set(id, entry)
    return entry
  }

  /** Looks for the link only when nobody is at it: a look before would miss the one that another has just got. */
  async function findOrSend(id: string, since: number, send: (upload: StoredUpload) => Promise<Copy>) {
    const upload = await findUpload(database, id)
    if (upload === undefined) return GONE
    const { rivyaUrl, rivyaUrlAt } = upload
    return rivyaUrl !== null && rivyaUrlAt >= since
      ? ({ kind: 'uploaded', url: rivyaUrl, at: rivyaUrlAt } as const)
      : send(upload)
  }

  /** What was to save time must not cost any: a press is done no later than if nothing had gone ahead. */
  async function linkAfter(ahead: UnderWay, sendOwn: (signal: AbortSignal) => Promise<Copy>): Promise<Copy> {
    const going = ahead.copy.catch((): NotNow => DID_NOT_GO)
    const over = new AbortController()
    const patienceMs = Math.max(0, AHEAD_PATIENCE_MS - (clock.now() - ahead.startedAt))
    const gone = await Promise.race([going, clock.wait(patienceMs, over.signal).then(() => null)])
    over.abort()
    // What Rivya has asked to wait is asked of the press, too.
    if (gone?.kind === 'uploaded' || (gone?.kind === 'not-now' && gone.retryAfterMs !== null)) return gone
    const ending = new AbortController()
    const own = sendOwn(ending.signal)
    const first = gone === null ? await Promise.race([going, own]) : await own
    if (first.kind !== 'uploaded') return own
    ending.abort()
    ahead.stop()
    // It has just been called off: its end is waited for, and how it ends is of no interest.
    await own.catch(() => undefined)
    return first
  }

  async function sendAtPlace(upload: StoredUpload, requestId: string, signal: AbortSignal): Promise<Copy> {
    const leave = await gate.enter(signal)
    if (leave === null) return { kind: 'not-now', reason: 'the relay is stopping', retryAfterMs: null }
    return send(upload, requestId, signal).finally(leave)
  }

  async function send(upload: StoredUpload, requestId: string, signal: AbortSignal): Promise<Copy> {
    try {
      const outcome = await sendPieces(upload, requestId, signal)
      if (outcome.kind !== 'uploaded') return outcome
      const at = clock.now()
      await saveRivyaUrl(database, upload.id, outcome.url, at)
      return { ...outcome, at }
    } catch (error) {
      if (error instanceof BlobLost) return GONE
      if (error instanceof BlobsAway && (await isLost(database.query, upload.id))) return GONE
      throw error
    }
  }

  /** Of what is damaged Rivya never has all. */
  async function sendPieces(
    { id, mimeType, byteCount }: StoredUpload,
    clientRequestId: string,
    signal: AbortSignal,
  ) {
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
    link(id, requestId, signal, since = clock.now() - REUSE_LINK_MS) {
      const running = underWay.get(id)
      if (running !== undefined && !running.isAhead) return running.copy
      const sendOwn = (ending: AbortSignal) =>
        findOrSend(id, since, (upload) => sendAtPlace(upload, requestId, AbortSignal.any([signal, ending])))
      return begin(id, false, (ending) =>
        running === undefined ? sendOwn(ending) : linkAfter(running, sendOwn),
      ).copy
    },
    sendAhead(id, requestId, signal) {
      const running = underWay.get(id)
      if (running !== undefined) return running.copy
      const since = clock.now() - REUSE_LINK_MS
      return begin(id, true, (ending) =>
        findOrSend(id, since, (upload) => send(upload, requestId, AbortSignal.any([signal, ending]))),
      ).copy
    },
  }
}

type UnderWay = { copy: Promise<Copy>; isAhead: boolean; startedAt: number; stop: () => void }

const DID_NOT_GO: NotNow = { kind: 'not-now', reason: 'it did not go ahead', retryAfterMs: null }

export const GONE: Refused = {
  kind: 'refused',
  code: 'validation_failed',
  message: 'A reference is no longer there. Add it again and press Generate.',
  reason: 'upload not found',
}
