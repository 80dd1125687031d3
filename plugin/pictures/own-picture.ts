/** Which picture of the person's a layer has: what "Its own picture" starts from. Never one that this plugin has made. */
import type { CardPicture } from '../../contract/cards.ts'
import type { Provenance } from '../../contract/provenance.ts'
import type { Crop, OwnPicture } from '../../contract/start-pictures.ts'

/** `isOnTop`: an export of the layer shows it. Where there is no image to be read, that is the only way. */
export type Own = { picture: CardPicture; own: OwnPicture | null; isOnTop: boolean }

const NONE: Own = { picture: 'none', own: null, isOnTop: false }
/** Images inside a layer that are told apart when it is drawn. */
const MAX_INSIDE = 60

/** @param made how the layer's image was generated, or null */
export function ownPictureOf(node: SceneNode, made: Provenance | null): Own {
  const fills = 'fills' in node && Array.isArray(node.fills) ? (node.fills as readonly Paint[]) : []
  const seen = fills.filter(isSeen).reverse()
  const isOurs = (paint: Paint) => paint.type === 'IMAGE' && paint.imageHash === made?.imageHash
  // The layer as it is drawn shows our image.
  const isCovered = seen.some(isOurs)
  for (const paint of seen) {
    if (isOurs(paint)) continue
    if (paint.type === 'VIDEO') return { ...NONE, picture: 'video' }
    if (paint.type === 'PATTERN') return { ...NONE, picture: 'pattern' }
    if (paint.type === 'IMAGE') return imageOf(paint, node, isCovered)
  }
  if (isCovered || made !== null) {
    const remembered = rememberedPicture(made)
    if (remembered !== null) return { picture: 'own', own: remembered, isOnTop: false }
  }
  return isCovered || !holdsSomething(node) ? NONE : drawn(node)
}

function imageOf(paint: ImagePaint, node: SceneNode, isCovered: boolean): Own {
  const { imageHash } = paint
  if (imageHash === null || figma.getImageByHash(imageHash) === null) return { ...NONE, picture: 'missing' }
  const seen = cropOf(paint)
  // Turned, tiled or at an angle: only a drawing shows it as it is seen.
  if (seen === 'odd' && !isCovered) return drawn(node)
  const crop = seen === 'odd' ? null : seen
  return { picture: 'own', own: { key: keyOf(imageHash, crop), imageHash, crop }, isOnTop: !isCovered }
}

/** What the first of its references was, when the layer was generated from a picture of its own that is still in the file. */
function rememberedPicture(made: Provenance | null): OwnPicture | null {
  const first = made?.references[0]
  if (first?.start?.kind !== 'own') return null
  const { picture } = first.start
  if (picture?.imageHash && figma.getImageByHash(picture.imageHash) !== null) return picture
  // The relay has it still.
  return first.uploadId === null ? null : { key: `upload:${first.uploadId}`, imageHash: null, crop: null }
}

function drawn(node: SceneNode): Own {
  const key = `layer:${node.id}:${Math.round(node.width)}x${Math.round(node.height)}:${imagesIn(node)}`
  return { picture: 'own', own: { key, imageHash: null, crop: null }, isOnTop: true }
}

/** The hashes of the images that are seen in a layer. */
function imagesIn(node: SceneNode): string {
  const hashes: (string | null)[] = []
  const waiting: SceneNode[] = [node]
  for (let looks = 0; looks < MAX_INSIDE; looks += 1) {
    const next = waiting.pop()
    if (next === undefined) break
    if (!next.visible) continue
    const fills = 'fills' in next && Array.isArray(next.fills) ? (next.fills as readonly Paint[]) : []
    for (const paint of fills) if (paint.type === 'IMAGE' && isSeen(paint)) hashes.push(paint.imageHash)
    if ('children' in next) waiting.push(...next.children)
  }
  return hashes.join('+')
}

function holdsSomething(node: SceneNode): boolean {
  return 'children' in node && node.children.some(({ visible }) => visible)
}

function keyOf(hash: string, crop: Crop | null): string {
  return crop === null ? hash : `${hash}:${[crop.x, crop.y, crop.width, crop.height].map(round).join(',')}`
}

function round(value: number): number {
  return Math.round(value * 1e4) / 1e4
}

export function isSeen(paint: Paint): boolean {
  return paint.visible !== false && paint.opacity !== 0
}

/** Null where all of the image counts. The transform goes from the layer's unit square to the image's. */
function cropOf({ scaleMode, imageTransform, rotation }: ImagePaint): Crop | 'odd' | null {
  if (scaleMode === 'TILE' || (rotation ?? 0) % 360 !== 0) return 'odd'
  if (scaleMode !== 'CROP' || imageTransform === undefined) return null
  const [[width, skewX, x], [skewY, height, y]] = imageTransform
  const isUpright = Math.abs(skewX) < 1e-6 && Math.abs(skewY) < 1e-6 && width > 0 && height > 0
  const isInside = x > -1e-3 && y > -1e-3 && x + width < 1.001 && y + height < 1.001
  if (!isUpright || !isInside) return 'odd'
  const left = Math.max(0, x)
  const top = Math.max(0, y)
  return { x: left, y: top, width: Math.min(width, 1 - left), height: Math.min(height, 1 - top) }
}
