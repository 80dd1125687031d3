/** From bytes to an image fill. */
import type { Failure } from '../../contract/failures.ts'
import type { Size } from '../../contract/model.ts'
import type { Making, Provenance } from '../../contract/provenance.ts'
import { attemptSlowly } from '../document/attempt.ts'
import { nameOfImage } from '../document/names.ts'
import { readProvenance } from '../document/provenance.ts'
import { readVersions, type Versions, writeVersion } from '../document/versions.ts'
import { type Fillable, takesFill } from '../read/obstacles.ts'
import { putImageOnTop } from './fills.ts'
import { centreIn, sizeOfRatio } from './layout.ts'
import { isPlaceholder, keepPlaceholder } from './placeholder.ts'
import { writeFills } from './write-fills.ts'

/** An image in the file, with its pixels. */
export type FileImage = Size & { hash: string }

/** Takes PNG and JPEG up to 4096 pixels a side; the panel converts the rest. */
export async function addImage(bytes: Uint8Array): Promise<FileImage | Failure> {
  const added = await attemptSlowly(async () => {
    const image = figma.createImage(bytes)
    return { hash: image.hash, ...(await image.getSizeAsync()) }
  })
  return added ?? { code: 'unsupported_media_type' }
}

/**
 * Puts an image on a layer: fill, provenance and relaunch buttons together, without a pause unless a pattern fill asks
 * for one. Commits nothing.
 *
 * @returns false when the layer takes no fill (any more)
 */
export async function setImage(node: SceneNode, image: FileImage, making: Making): Promise<boolean> {
  const isSet = await attemptSlowly(async () => {
    if (!takesFill(node)) return false
    const { hash: imageHash, width, height } = image
    const shown = readProvenance(node)
    const known = readVersions(node)
    const isAgain = shown?.imageHash === imageHash
    const earlier = isPlaceholder(node) ? [] : [...known.earlier, shown]
    const made = { version: 1, ...making, imageHash, width, height, placedAt: Date.now() } as const
    await showMade(node, made, isAgain ? known : { earlier, later: [] })
    if (isPlaceholder(node)) becomeImage(node, image, making.prompt)
    return true
  })
  return isSet ?? false
}

/** An image in the file, or none, takes the place of the one that this plugin has set before; so do the facts of its making. */
export async function showMade(node: Fillable, made: Provenance | null, versions: Versions): Promise<void> {
  // The grey of a placeholder is ours and has done its service.
  const fills = isPlaceholder(node) ? [] : node.fills
  const previousHash = readProvenance(node)?.imageHash ?? null
  await writeFills(node, putImageOnTop(fills, made?.imageHash ?? null, previousHash))
  writeVersion(node, made, versions)
}

export function refuseFill(node: SceneNode): Failure {
  return { code: 'validation_failed', detail: `“${node.name}” can’t be filled.` }
}

/** The placeholder had the ratio that was asked for; now the pixels are there to be measured. */
function becomeImage(node: RectangleNode, image: Size, prompt: string): void {
  keepPlaceholder(node)
  node.name = nameOfImage(prompt)
  const { x, y, width, height } = centreIn(
    node,
    sizeOfRatio(image.width / image.height, node.width * node.height),
  )
  node.resize(width, height)
  node.x = x
  node.y = y
}
