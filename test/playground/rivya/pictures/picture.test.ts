import { loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import { readImageHeader } from '../../../../contract/image-header.ts'
import { ASPECT_RATIOS, ratioOf } from '../../../../contract/model.ts'
import { pictureSize } from '../../../../playground/rivya/pictures/picture.ts'
import { orderPicture } from './order-picture.ts'

describe('a picture', () => {
  it.each(ASPECT_RATIOS)(
    'of %s has its ratio, about a megapixel or four, and sides of sixteens',
    (aspectRatio) => {
      for (const [resolution, megapixels] of [
        ['1K', 1.05],
        ['2K', 4.19],
      ] as const) {
        const { width, height } = pictureSize(aspectRatio, resolution)
        expect(width % 16).toBe(0)
        expect(height % 16).toBe(0)
        expect(width / height).toBeCloseTo(ratioOf(aspectRatio), 1)
        expect((width * height) / 1e6).toBeCloseTo(megapixels, 1)
      }
    },
  )

  it('is the same for the same order and another for another prompt, variation, ratio or reference', async () => {
    const same = await orderPicture()
    expect(await orderPicture()).toEqual(same)
    const reference = await orderPicture({ prompt: 'A red bag' })
    const others = [
      await orderPicture({ prompt: 'A bottle' }),
      await orderPicture({ ordinal: 1 }),
      await orderPicture({ aspectRatio: '16:9' }),
      await orderPicture({ references: [reference] }),
    ]
    for (const other of others) expect(other).not.toEqual(same)
  })

  it('shows each reference in its place', async () => {
    const red = await orderPicture({ prompt: 'red red' })
    const same = await orderPicture()
    const one = await orderPicture({ references: [red, same], longerSidePx: 512 })
    const swapped = await orderPicture({ references: [same, red], longerSidePx: 512 })
    expect(one).not.toEqual(swapped)
  })

  it('opens in a decoder that is not ours, and with noise is as large as a photograph', async () => {
    const bytes = await orderPicture({ longerSidePx: null, hasNoise: true })
    const image = await loadImage(bytes)
    expect([image.width, image.height]).toEqual([1024, 1024])
    expect(bytes.length).toBeGreaterThan(1_500_000)
  })

  it('copes with any prompt', async () => {
    for (const prompt of ['x'.repeat(5000), '\u0000\ud800', '画像 🍵', ' ', 'a\n'.repeat(400)]) {
      expect(readImageHeader(await orderPicture({ prompt }))).toMatchObject({ width: 128 })
    }
  })
})
