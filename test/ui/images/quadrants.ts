/** One picture for all tests of files: 64 × 96 when upright, red top left, green top right, blue bottom left, white bottom right. */

export type Rgb = [number, number, number]
export type PixelAt = (x: number, y: number) => Rgb

export const UPRIGHT = { width: 64, height: 96 }
export const RED: Rgb = [224, 32, 32]
export const GREEN: Rgb = [32, 160, 32]
export const BLUE: Rgb = [32, 32, 224]
export const WHITE: Rgb = [255, 255, 255]

export const quadrants: PixelAt = (x, y) => {
  const isLeft = x < UPRIGHT.width / 2
  return y < UPRIGHT.height / 2 ? (isLeft ? RED : GREEN) : isLeft ? BLUE : WHITE
}

/** The picture as a camera stores it that was held otherwise. @param orientation 1 to 8 as in EXIF */
export function storedFor(orientation: number): { width: number; height: number; at: PixelAt } {
  const { width, height } = UPRIGHT
  const right = width - 1
  const bottom = height - 1
  const at: PixelAt = (x, y) => {
    const places: [number, number][] = [
      [x, y],
      [right - x, y],
      [right - x, bottom - y],
      [x, bottom - y],
      [y, x],
      [right - y, x],
      [right - y, bottom - x],
      [y, bottom - x],
    ]
    return quadrants(...(places[orientation - 1] ?? [x, y]))
  }
  return orientation > 4 ? { width: height, height: width, at } : { width, height, at }
}
