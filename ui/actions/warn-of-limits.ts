import { nearLimits, usedLine } from '../credits.ts'
import { showProblem } from '../say.ts'
import type { Shell } from '../shell.ts'
import { accountOf } from '../state/panel-state.ts'
import { changePreferences } from './preferences.ts'

/** Says once for each period of a limit that little is left of it, also over openings of the panel. */
export function warnOfLimits(shell: Shell): void {
  const { state } = shell
  state.connection.subscribe((connection) => {
    const me = accountOf(connection)
    if (!me) return
    const { near, noted } = nearLimits(me, state.preferences.value.notedLimits ?? [])
    if (near.length === 0) return
    changePreferences(shell, { notedLimits: noted })
    showProblem(state, near.map((limit) => `${usedLine(limit, me)}.`).join(' '))
  })
}
