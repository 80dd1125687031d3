import type { SelectedNode } from '../../contract/messages.ts'
import type { Shell } from '../shell.ts'
import { changeDraft } from './generate.ts'
import { reuseSettings } from './reuse.ts'

/** Images that "Vary" asks for: enough to choose from. */
const VARY_COUNT = 3

/** Takes back how a generated layer was made, to fill that same layer: with other words, or with more of the same. */
export function reuseFromLayer(shell: Shell, { provenance }: SelectedNode, command: 'edit-prompt' | 'vary') {
  if (provenance === null) return
  reuseSettings(shell, provenance)
  changeDraft(shell, {
    targetChoice: 'fill',
    // The layer itself carries the image, whatever else is in it.
    fillsSlots: false,
    ...(command === 'vary' ? { variations: VARY_COUNT } : {}),
  })
}
