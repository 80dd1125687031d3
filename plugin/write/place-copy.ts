/** An image of the history, or a variation, goes where the person wants it now. */
import type { CopyTarget } from '../../contract/canvas-orders.ts'
import type { Failure } from '../../contract/failures.ts'
import type { Making } from '../../contract/provenance.ts'
import { asOneStep } from '../document/in-turn.ts'
import { findNode, findPage, GONE } from '../document/nodes.ts'
import { chooseBoxAround, chooseBoxInView } from './choose-box.ts'
import type { Placed } from './place-image.ts'
import { createPlaceholder } from './placeholder.ts'
import { addImage, type FileImage, refuseFill, setImage } from './set-image.ts'

/** `target` is where it goes; PNG or JPEG bytes. */
type Copy = { target: CopyTarget; making: Making; bytes: Uint8Array }

/** One undo step, and no journal: the image is at the relay, so that nothing is lost if this comes to nothing. */
export async function placeCopy({ target, making, bytes }: Copy): Promise<Placed | Failure> {
  const layer = target.kind === 'fill' ? await findNode(target.nodeId) : null
  const page = target.kind === 'at' ? await findPage(target.pageId) : figma.currentPage
  if (!page || (target.kind === 'fill' && !layer)) return GONE

  const image = await addImage(bytes)
  if ('code' in image) return image
  return asOneStep(async () => {
    const node = layer ?? createLayer(target, page, image)
    const isPlaced = await setImage(node, image, making)
    return isPlaced ? { nodeId: node.id, outcome: 'placed' } : refuseFill(node)
  })
}

function createLayer(target: CopyTarget, page: PageNode, image: FileImage): SceneNode {
  const ratio = image.width / image.height
  const box = target.kind === 'at' ? chooseBoxAround(target, ratio) : chooseBoxInView(ratio)
  return createPlaceholder(page, box, '')
}
