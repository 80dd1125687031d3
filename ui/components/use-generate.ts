import { press, type WayIn } from '../actions/press.ts'
import { forecast } from '../forecast.ts'
import { usePanel } from '../use-panel.ts'

/** What Generate would do, why it can't, and the press itself. */
export function useGenerate() {
  const { shell, engine, state } = usePanel()
  return { ...forecast(state), press: (way: WayIn) => press(shell, engine, way) }
}
