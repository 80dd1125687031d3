/** What all stand-ins of the chaos tests have in common. */
import type { SwitchChanges } from '../../../playground/rivya/switches.ts'
import { REPLAY_WINDOW_MS } from '../../../relay/work/decisions/decide-submission.ts'

export const CHAOS_SWITCHES: SwitchChanges = {
  // As forgetful as Rivya may be: a request that is repeated later than the relay thinks it safe is paid again.
  replaySeconds: REPLAY_WINDOW_MS / 1000,
  longerSidePx: 48,
}
