/** From bytes to an image fill. */
import type { Failure } from '../../contract/failures.ts'
import { readPngOrJpegHeader } from '../../contract/image-header.ts'
import type { Size } from '../../contract/model.ts'
import type { Making } from '../../contract/provenance.ts'
import { centreIn, sizeOfRatio } from '../document/layout.ts'
import { nameOfImage } from '../document/names.ts'
import { readProvenance } from '../document/provenance.ts'
import { readVersions, writeVersion } from '../document/versions.ts'
import { NodeLayer } from '../read/node-layer.ts'
import { fillObstacleOf } from '../read/obstacles.ts'
import { putImageOnTop } from './fills.ts'
import { isPlaceholder, keepPlaceholder } from './placeholder.ts'
import { writeFills } from './write-fills.ts'

/** `figma.createImage` throws beyond this. */
const MAX_IMAGE_SIDE_PX = 4096

/** An image in the file, with its measured pixels. */
export type FileImage = Size & { hash: string }

/** Takes PNG and JPEG up to 4096 pixels a side; the panel converts the rest. */
export function addImage(bytes: Uint8Array): FileImage | Failure {
  const header = readPngOrJpegHeader(bytes)
  if (header === null) return { code: 'unsupported_media_type' }
  const { width, height } = header
  if (width > MAX_IMAGE_SIDE_PX || height > MAX_IMAGE_SIDE_PX) {
    return { code: 'image_too_large', detail: `It has ${width} × ${height} pixels; Figma takes 4096 a side.` }
  }
  try {
    return { hash: figma.createImage(bytes).hash, width, height }
  } catch (error) {
    // Of a known kind and size, and still refused: the rest of the file is damaged.
    console.error('Figma did not take the image', error)
    return { code: 'unsupported_media_type' }
  }
}

/**
 * Puts an image on a layer: fill, provenance and relaunch buttons together, without a pause unless a pattern fill asks
 * for one. Commits nothing.
 *
 * @returns false when the layer takes no fill (any more)
 */
export async function setImage(node: SceneNode, image: FileImage, making: Making): Promise<boolean> {
  try {
    if (!('fills' in node) || node.fills === figma.mixed || fillObstacleOf(new NodeLayer(node)) !== null)
      return false
    const isNew = isPlaceholder(node)
    const { hash: imageHash, width, height } = image
    // The grey of a placeholder is ours and has done its service.
    const before = readProvenance(node)
    const fills = putImageOnTop(isNew ? [] : node.fills, imageHash, before?.imageHash ?? null)
    const pause = writeFills(node, fills)
    if (pause !== null) await pause
    const made = { version: 1, ...making, imageHash, width, height, placedAt: Date.now() } as const
    const known = readVersions(node)
    const isAgain = before?.imageHash === imageHash
    const earlier = isNew ? [] : [...known.earlier, before]
    writeVersion(node, made, isAgain ? known : { earlier, later: [] })
    if (isNew) becomeImage(node, image, making.prompt)
    return true
  } catch (error) {
    console.error('Figma did not fill the layer', error)
    return false
  }
}

export function refuseFill(node: SceneNode): Failure {
  return { code: 'validation_failed', detail: `“${node.name}” can’t be filled.` }
}

/** The placeholder had the ratio that was asked for; now the pixels are there to be measured. */
function becomeImage(node: SceneNode, image: Size, prompt: string): void {
  keepPlaceholder(node)
  node.name = nameOfImage(prompt)
  if (!('resize' in node)) return
  const { x, y, width, height } = centreIn(
    node,
    sizeOfRatio(image.width / image.height, node.width * node.height),
  )
  node.resize(width, height)
  node.x = x
  node.y = y
}
