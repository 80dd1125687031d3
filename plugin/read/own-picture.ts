/** Which picture of the person's a layer has: what "Its own picture" starts from. Never one that this plugin has made. */
import type { CardPicture } from '../../contract/cards.ts'
import type { Provenance } from '../../contract/provenance.ts'
import type { Crop, OwnPicture } from '../../contract/start-pictures.ts'
import { ask } from '../document/nodes.ts'
import { readProvenance } from '../document/provenance.ts'
import { seenFills } from '../document/seen-fills.ts'
import { layerOf, type NodeLayer } from './node-layer.ts'

/** `isOnTop`: an export of the layer shows it. Where there is no image to be read, that is the only way. */
type Own = { picture: CardPicture; own: OwnPicture | null; isOnTop: boolean }

/** As the layer is now. */
export function readOwnPicture(node: SceneNode): Own {
  return ownPictureOf(layerOf(node), readProvenance(node))
}

/** Layers inside one that are looked at to tell what is drawn of it. */
const MAX_INSIDE = 60

/** @param made how the layer's image was generated, or null */
export function ownPictureOf({ node, fills }: NodeLayer, made: Provenance | null): Own {
  const isOurs = (paint: Paint) => paint.type === 'IMAGE' && paint.imageHash === made?.imageHash
  // The layer as it is drawn shows our image.
  const isCovered = fills.some(isOurs)
  for (const paint of [...fills].reverse()) {
    if (paint.type === 'VIDEO') return without('video')
    if (paint.type === 'PATTERN') return without('pattern')
    if (paint.type === 'IMAGE' && !isOurs(paint)) return imageOf(paint, node, isCovered)
  }
  const remembered = rememberedPicture(made)
  if (remembered) return { picture: 'own', own: remembered, isOnTop: false }
  const holdsSomething = ask(node, 'children')?.some(({ visible }) => visible)
  return isCovered || !holdsSomething ? without('none') : drawn(node)
}

function without(picture: CardPicture): Own {
  return { picture, own: null, isOnTop: false }
}

function imageOf(paint: ImagePaint, node: SceneNode, isCovered: boolean): Own {
  const { imageHash } = paint
  if (!isInFile(imageHash)) return without('missing')
  const seen = cropOf(paint)
  // Turned, tiled or at an angle: only a drawing shows it as it is seen.
  if (seen === 'odd' && !isCovered) return drawn(node)
  const crop = seen === 'odd' ? null : seen
  const cut = Object.values(crop ?? {}).map((side) => side.toFixed(4))
  return { picture: 'own', own: { key: [imageHash, ...cut].join(), imageHash, crop }, isOnTop: !isCovered }
}

function isInFile(hash: string | null): hash is string {
  return hash !== null && figma.getImageByHash(hash) !== null
}

/** What the first of its references was, when the layer was generated from a picture of its own. */
function rememberedPicture(made: Provenance | null): OwnPicture | null {
  const first = made?.references[0]
  if (first?.start?.kind !== 'own') return null
  const { picture } = first.start
  if (picture && isInFile(picture.imageHash)) return picture
  // The relay has it still.
  return first.uploadId === null ? null : { key: `upload:${first.uploadId}`, imageHash: null, crop: null }
}

function drawn(node: SceneNode): Own {
  const key = ['layer', node.id, Math.round(node.width), Math.round(node.height), ...imagesIn(node)].join()
  return { picture: 'own', own: { key, imageHash: null, crop: null }, isOnTop: true }
}

/** The hashes of the images that are seen in a layer. */
function imagesIn(node: SceneNode): (string | null)[] {
  const waiting = [node]
  for (const inside of waiting) {
    if (inside.visible && waiting.length < MAX_INSIDE)
      waiting.push(...(ask(inside, 'children') ?? []).slice(0, MAX_INSIDE))
  }
  const paints = waiting.flatMap((inside) => seenFills(ask(inside, 'fills')))
  return paints.flatMap((paint) => (paint.type === 'IMAGE' ? paint.imageHash : []))
}

/** Null where all of the image counts. The transform goes from the layer's unit square to the image's. */
function cropOf({ scaleMode, imageTransform, rotation = 0 }: ImagePaint): Crop | 'odd' | null {
  if (scaleMode === 'TILE' || rotation % 360 !== 0) return 'odd'
  if (scaleMode !== 'CROP' || !imageTransform) return null
  const [[width, skewX, x], [skewY, height, y]] = imageTransform
  const isInside = Math.min(x, y, 1 - x - width, 1 - y - height) > -1e-3
  if (Math.abs(skewX) + Math.abs(skewY) > 1e-6 || width <= 0 || height <= 0 || !isInside) return 'odd'
  const left = Math.max(0, x)
  const top = Math.max(0, y)
  return { x: left, y: top, width: Math.min(width, 1 - left), height: Math.min(height, 1 - top) }
}
