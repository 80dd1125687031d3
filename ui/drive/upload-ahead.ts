/**
 * Uploads what a press would send while the person still writes, so that the press finds it done. Nothing depends on it:
 * what is left undone here, for whatever reason, the press does.
 */
import { forecast } from '../forecast.ts'
import type { Shell } from '../shell.ts'
import type { PanelState } from '../state/panel-state.ts'
import type { Early, Name, Uploads } from './uploads.ts'

/** What is chosen and at once replaced is not sent. */
const REST_MS = 500
const BUSY_MS = 1000
const AFTER_FAILURE_MS = 10_000
/** Pictures may never be used, and their way costs somebody bandwidth. */
export const AHEAD_BYTES_PER_MINUTE = 60_000_000
const MINUTE_MS = 60_000
/** A whole file may be selected by a slip. */
const MOST_TARGETS = 48

/** One at a time: the next leaves when one has arrived. */
export function uploadAhead(shell: Shell, uploads: Uploads): void {
  const { state, now, signal } = shell
  const inVain = new Set<Name>()
  let isResting = false
  let isSending = false
  let minute = 0
  let spent = 0

  function goOnAfter(ms: number) {
    if (isResting) return
    isResting = true
    setTimeout(() => {
      isResting = false
      if (!signal.aborted) void goOn()
    }, ms)
  }

  async function goOn() {
    const wanted = wantedNow(state, uploads)
    uploads.endEarly((name) => wanted.some((known) => known.name === name))
    const next = wanted.find(({ name }) => !uploads.isKnown(name) && !inVain.has(name))
    if (!next || isSending) return
    if (state.connection.value.status !== 'connected' || !state.isOnline.value) return
    const present = Math.floor(now() / MINUTE_MS)
    if (present !== minute) spent = 0
    minute = present
    if (spent >= AHEAD_BYTES_PER_MINUTE) return goOnAfter(MINUTE_MS - (now() % MINUTE_MS))
    if (uploads.isBusy()) return goOnAfter(BUSY_MS)
    isSending = true
    const sent = await uploads.sendEarly(next, (bytes) => {
      spent += bytes
    })
    isSending = false
    if (!sent.ok) inVain.add(next.name)
    goOnAfter(sent.ok ? 0 : AFTER_FAILURE_MS)
  }

  for (const watched of [state.draft, state.cards, state.connection, state.isOnline]) {
    watched.subscribe(() => goOnAfter(REST_MS))
  }
}

/** In the order in which a press would most likely need them. */
function wantedNow(state: PanelState, uploads: Uploads): Early[] {
  const { draft, plan } = forecast(state)
  const shared = draft.references.filter(({ pending }) => !pending)
  const targets = plan.targets.slice(0, MOST_TARGETS)
  const files = targets.map(({ id }) => {
    const fileId = plan.pairing.fileOf.get(id)
    return draft.files.find((file) => draft.startFrom === 'file' && file.id === fileId)
  })
  const sources = [...shared, ...files].flatMap((held) => held?.source ?? [])
  const starts = targets.flatMap(({ id, start: reference, pictureKey, extending }) => {
    if (reference?.start.kind !== 'own' || reference.uploadId !== null || extending) return []
    // What is drawn of a layer can change under the same key.
    if (pictureKey.startsWith('layer')) return []
    return uploads.ofStart(id, reference.start, reference.maxPixels, pictureKey)
  })
  return [...sources.filter(({ kind }) => kind !== 'uploaded').map(uploads.ofSource), ...starts]
}
