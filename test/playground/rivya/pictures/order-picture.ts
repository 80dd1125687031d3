/** Small pictures of the stand-in, for tests. */
import { makePicture, type PictureOrder } from '../../../../playground/rivya/pictures/picture.ts'

/** A PNG of 128 pixels that shows a mug, but for what the order says otherwise. */
export function orderPicture(order: Partial<PictureOrder> = {}): Promise<Uint8Array> {
  return makePicture(
    {
      prompt: 'A mug',
      aspectRatio: '1:1',
      resolution: '1K',
      references: [],
      ordinal: 0,
      hasNoise: false,
      longerSidePx: 128,
      drift: null,
      ...order,
    },
    'png',
  )
}
