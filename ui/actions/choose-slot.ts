import { announce, showFailure, showProblem } from '../say.ts'
import type { Shell } from '../shell.ts'

/** "This one in each". The cards that follow are selected, so that the list shows them. */
export async function chooseSlot({ bridge, state }: Shell, nodeId: string) {
  const chosen = await bridge.ask({ type: 'choose-slot', nodeId })
  if (!chosen.ok) {
    const { detail } = chosen.failure
    // Generate, which the failure's own step speaks of, has nothing to do with it.
    if (detail === undefined) return showFailure(state, chosen.failure)
    return showProblem(state, `${detail} Select a layer in one of several cards built alike.`)
  }
  const { nodeIds } = chosen.value
  await bridge.ask({ type: 'select-nodes', nodeIds })
  announce(state, `${nodeIds.length} cards follow.`)
}
