import { isActive } from '../runs/run.ts'
import type { Shell } from '../shell.ts'
import { runsOf } from '../state/panel-state.ts'

/** Moves `state.now` once a second while something is running, so that elapsed times go on. */
export function keepTime({ state, now }: Shell) {
  let timer: ReturnType<typeof setInterval> | undefined
  const tick = () => {
    state.now.value = now()
  }
  const check = () => {
    const isNeeded = runsOf(state).some((run) => isActive(run.state))
    if (isNeeded === (timer !== undefined)) return
    if (isNeeded) {
      tick()
      timer = setInterval(tick, 1000)
    } else {
      clearInterval(timer)
      timer = undefined
    }
  }
  state.runs.subscribe(check)
}
