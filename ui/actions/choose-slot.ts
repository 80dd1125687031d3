import { announce, showFailure } from '../say.ts'
import type { Shell } from '../shell.ts'

/** "This one in each". The cards that follow are selected, so that the list shows them. */
export async function chooseSlot({ bridge, state }: Shell, nodeId: string) {
  const chosen = await bridge.ask({ type: 'choose-slot', nodeId })
  if (!chosen.ok) return showFailure(state, chosen.failure)
  const { nodeIds } = chosen.value
  await bridge.ask({ type: 'select-nodes', nodeIds })
  announce(state, `${nodeIds.length} cards follow.`)
}
