import type { CardFact } from '../../contract/card-orders.ts'
import type { ReadableStart } from '../../contract/start-pictures.ts'
import { fitStartPicture } from '../images/fit-start-picture.ts'
import { type Result, refused, succeeded } from '../result.ts'
import type { Shell } from '../shell.ts'

type StartPicture = Extract<CardFact, { type: 'start-pictures-read' }>['pictures'][number]

/** What one target starts from, as it lies in the file. */
export async function readStartPicture(
  { bridge }: Pick<Shell, 'bridge'>,
  targetId: string,
  start: ReadableStart,
  maxPixels = Number.MAX_SAFE_INTEGER,
): Promise<Result<StartPicture>> {
  const read = await bridge.ask({ type: 'read-start-pictures', pictures: [{ targetId, start, maxPixels }] })
  if (!read.ok) return read
  const { pictures, refusals } = read.value
  return pictures[0]
    ? succeeded(pictures[0])
    : refused(refusals[0]?.failure ?? { code: 'start_picture_gone' })
}

/** A small picture of it, at most `sidePx` a side, of one that is read with at most `maxPixels`. */
export async function makeStartThumbnail(
  { bridge, images }: Pick<Shell, 'bridge' | 'images'>,
  targetId: string,
  start: ReadableStart,
  maxPixels: number,
  sidePx: number,
): Promise<Result<Blob>> {
  const read = await readStartPicture({ bridge }, targetId, start, maxPixels)
  if (!read.ok) return read
  const fitted = await fitStartPicture(images, read.value, maxPixels)
  if (!fitted.ok) return fitted
  const small = await images.makeThumbnail(fitted.value.bytes, sidePx, true)
  return small ? succeeded(small) : refused({ code: 'image_damaged' })
}
