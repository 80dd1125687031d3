import type { Bridge } from './bridge.ts'
import type { Pauses } from './drive/pauses.ts'
import type { Persist } from './drive/persist.ts'
import type { ImageTools } from './images/image-tools.ts'
import type { Relay } from './relay-client.ts'
import type { PanelState } from './state/panel-state.ts'

/** Everything with an effect that actions and drivers may use; handed to them, so that tests can hand in others. */
export type Shell = {
  state: PanelState
  bridge: Bridge
  relay: Relay
  persist: Persist
  pauses: Pauses
  images: ImageTools
  /** Milliseconds since 1970. */
  now: () => number
  /** A fresh idempotency key. */
  makeKey: () => string
  /** Ends with the panel. */
  signal: AbortSignal
}
