/** Where a result goes when its target is gone or takes no fill: nothing paid is thrown away. */
import type { JournalEntry } from '../../contract/journal.ts'
import type { Making } from '../../contract/provenance.ts'
import { shorten } from '../../contract/short-text.ts'
import { notifyOfNode } from '../tell/notify.ts'
import { avoidOwn, chooseBoxBeside, chooseBoxInView } from './choose-box.ts'
import { sizeOfRatio } from './layout.ts'
import { createPlaceholder } from './placeholder.ts'
import { type FileImage, setImage } from './set-image.ts'

export type Surroundings = {
  /** The target, when it is still there. */
  node: SceneNode | null
  page: PageNode
  /** Whether the entry was made in this file. */
  isOwn: boolean
}

/** A new layer of the image's ratio: where the target was, beside one that takes no fill, or else in sight. Null when Figma refuses. */
export async function placeBeside(
  entry: JournalEntry,
  around: Surroundings,
  image: FileImage,
  making: Making,
): Promise<string | null> {
  const layer = createPlaceholder(around.page, chooseBox(entry, around, image), '')
  if (!(await setImage(layer, image, making))) {
    layer.remove()
    return null
  }
  // Otherwise the person asked for it and expects no other place.
  if (around.isOwn && entry.isAwaited) {
    const name = shorten(entry.target.nodeName, 40)
    notifyOfNode(
      around.node
        ? `“${name}” takes no image any more, so it was placed beside it.`
        : `“${name}” is gone, so its image was placed where it was.`,
      layer.id,
    )
  }
  return layer.id
}

function chooseBox({ target }: JournalEntry, { node, page, isOwn }: Surroundings, image: FileImage): Rect {
  const ratio = image.width / image.height
  if (!isOwn) return chooseBoxInView(ratio)
  if (node) return chooseBoxBeside(node, page, ratio)
  const { x, y, width, height } = target.place
  return avoidOwn({ ...sizeOfRatio(ratio, width * height), x, y }, page)
}
