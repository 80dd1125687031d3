import type { SelectedNode } from '../../contract/messages.ts'
import type { Shell } from '../shell.ts'
import { borrow } from '../state/draft.ts'
import { selectionKey } from '../state/panel-state.ts'
import { reuseSettings } from './reuse.ts'

/** Images that "Vary" asks for: enough to choose from. */
const VARY_COUNT = 3

/**
 * Takes back how a generated layer was made, to fill that same layer: with other words, or with more of the same. Another
 * selection has the form's own choices again.
 */
export function reuseFromLayer(
  shell: Shell,
  { id, provenance }: SelectedNode,
  command: 'edit-prompt' | 'vary',
) {
  if (!provenance) return
  const { aspectRatio, resolution, references } = provenance
  const start = references[0]?.start
  const picture = start?.kind === 'own' && start.picture?.imageHash ? start.picture : null
  reuseSettings(shell, provenance, (draft) =>
    borrow(
      draft,
      selectionKey(shell.state),
      {
        aspectRatio,
        resolution,
        targetChoice: 'fill',
        // The layer itself carries the image, whatever else is in it; of a card, the layer inside does.
        fillsSlots: shell.state.slot.value?.id === id,
        variations: command === 'vary' ? VARY_COUNT : draft.variations,
        startsFromMade: false,
      },
      picture && { nodeId: id, picture },
    ),
  )
}
