import type { PictureStep } from '../../contract/provenance.ts'
import { announce, showFailure } from '../say.ts'
import type { Shell } from '../shell.ts'
import { noteShown } from '../state/shown.ts'

/** Back to the pictures that these layers showed before, or forward again. */
export async function stepPictures({ bridge, state }: Shell, nodeIds: string[], step: PictureStep) {
  const done = await bridge.ask({ type: 'step-pictures', nodeIds, step })
  if (!done.ok) return showFailure(state, done.failure)
  const { stepped, failure } = done.value
  for (const { nodeId, generationId } of stepped) noteShown(state, nodeId, generationId)
  if (failure) showFailure(state, failure)
  if (stepped.length > 0) announce(state, `The picture ${step} is shown.`)
}
