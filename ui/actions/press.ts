import type { Engine } from '../drive/engine.ts'
import { forecast, wishOf } from '../forecast.ts'
import { askLine, CONFIRM_ABOVE_CREDITS } from '../plan.ts'
import { withRecent } from '../prompt/recents.ts'
import { announce } from '../say.ts'
import type { Shell } from '../shell.ts'
import { generate } from './generate.ts'
import { changePreferences } from './preferences.ts'

/** Pressed again within this time for the same, it was meant once; each further press begins it anew. */
const ONE_WISH_MS = 1000
/** The same for an answer by key to a question. */
export const ONE_KEY_MS = 500

/** A click or a key, whose `detail` is 0, and when it was struck: a busy panel hears of it later. */
type Struck = Pick<UIEvent, 'detail' | 'timeStamp'>
type LastPress = { wish: string; at: number; asked: boolean; isBeginning: boolean }
const lastPresses = new WeakMap<Shell, LastPress>()

/**
 * Generate, by whatever way: does what the form says now, not what it said when it was last drawn. Says why it can't, and
 * asks above the price that is spent without asking.
 */
export function press(shell: Shell, engine: Engine, struck: Struck) {
  const { state } = shell
  const now = forecast(state)
  const { draft, price, reasons } = now
  if (reasons.length > 0) {
    return announce(state, `Generate is not possible yet. ${reasons.join(' ')}`)
  }
  const wish = wishOf(now)
  if (isMeantOnce(shell, wish, struck)) return
  const { confirmAboveCredits = CONFIRM_ABOVE_CREDITS, recentPrompts = [] } = state.preferences.value
  const asked = price.credits > confirmAboveCredits && state.askedWish.value !== wish
  const pressed: LastPress = { wish, at: struck.timeStamp, asked, isBeginning: !asked }
  lastPresses.set(shell, pressed)
  if (asked) {
    state.askedWish.value = wish
    return announce(state, `${askLine(price)}.`)
  }
  state.askedWish.value = null
  state.notice.value = null
  if (draft.prompt.trim() !== '')
    changePreferences(shell, { recentPrompts: withRecent(recentPrompts, draft.prompt) })
  void generate(shell, engine).finally(() => {
    pressed.isBeginning = false
  })
}

/** Whether this press belongs to the one before: a double click, a key struck twice at once, or held down. */
function isMeantOnce(shell: Shell, wish: string, { detail, timeStamp }: Struck): boolean {
  const last = lastPresses.get(shell)
  if (last?.wish !== wish) return false
  const sinceMs = timeStamp - last.at
  // Which clicks are one double click, the browser knows better, and lets only the first through.
  const onceMs = !last.asked ? ONE_WISH_MS : detail === 0 ? ONE_KEY_MS : 0
  if (!last.isBeginning && sinceMs >= onceMs) return false
  last.at = timeStamp
  return true
}
