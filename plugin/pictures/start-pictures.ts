/** The bytes of what targets start from. */
import { THUMBNAIL_PIXELS } from '../../contract/card-orders.ts'
import type { Failure } from '../../contract/failures.ts'
import type { Order, ReplyTo } from '../../contract/messages.ts'
import type { OwnPicture } from '../../contract/start-pictures.ts'
import { attemptSlowly } from '../document/attempt.ts'
import { inTime, UNFINISHED } from '../document/in-time.ts'
import { findNode, GONE } from '../document/nodes.ts'
import { exportLayer } from '../read/export-reference.ts'
import { readOwnPicture } from '../read/own-picture.ts'
import { drawBelow } from './below.ts'

const LOST: Failure = { code: 'start_picture_gone' }

type Answer = Omit<ReplyTo<'read-start-pictures'>, 'type' | 'request'>
type Read = Omit<Answer['pictures'][number], 'targetId' | 'name'>

/** One after the other, since each may hold megabytes. One that can't be read keeps none of the others from being. */
export async function readStartPictures(order: Order<'read-start-pictures'>): Promise<Answer> {
  const pictures: Answer['pictures'] = []
  const refusals: Answer['refusals'] = []
  for (const { targetId, start, maxPixels } of order.pictures) {
    const node = await findNode(targetId)
    const name = node?.name ?? ''
    const read = (await attemptSlowly(() =>
      start.kind === 'own'
        ? readOwn(node, start.picture ?? null, maxPixels)
        : readBelow(node, maxPixels, start.surroundings?.box),
    )) ?? { code: 'sandbox_failed' }
    if ('code' in read) refusals.push({ targetId, name, failure: read })
    else pictures.push({ targetId, name, ...read })
  }
  return { pictures, refusals }
}

/** @param noted which picture it was at the press: that one, or none; never a newer one, never another layer's */
async function readOwn(
  node: SceneNode | null,
  noted: OwnPicture | null,
  maxPixels: number,
): Promise<Read | Failure> {
  const now = node && readOwnPicture(node)
  const picture = noted ?? now?.own ?? null
  if (!node && !noted) return GONE
  if (!picture) return { code: 'no_start_picture' }
  const isExported = picture.imageHash === null || maxPixels <= THUMBNAIL_PIXELS
  if (isExported && node && now?.isOnTop && now.own?.key === picture.key) {
    // Figma draws a layer also where it has lost the image.
    const known = picture.imageHash && (await askImage(picture.imageHash, (image) => image.getSizeAsync()))
    if (known && 'code' in known) return known
    const drawn = await exportLayer(node, maxPixels)
    return 'code' in drawn ? drawn : { bytes: drawn.bytes, picture, crop: null, isOriginal: false }
  }
  if (picture.imageHash === null) return LOST
  const bytes = await askImage(picture.imageHash, (image) => image.getBytesAsync())
  if ('code' in bytes) return bytes
  return { bytes: bytes as Uint8Array<ArrayBuffer>, picture, crop: picture.crop, isOriginal: true }
}

async function readBelow(
  node: SceneNode | null,
  maxPixels: number,
  around: Rect | undefined,
): Promise<Read | Failure> {
  if (!node) return GONE
  const bytes = await drawBelow(node, maxPixels, around)
  return 'code' in bytes ? bytes : { bytes, picture: null, crop: null, isOriginal: false }
}

/** The failure is that the file has it no more, or that Figma does not give it. */
async function askImage<T extends object>(
  hash: string,
  question: (image: Image) => Promise<T>,
): Promise<T | Failure> {
  const answer = await attemptSlowly(async () => {
    const image = figma.getImageByHash(hash)
    return image && ((await inTime(question(image))) ?? UNFINISHED)
  })
  return answer ?? LOST
}
