import type { Motion } from './register.ts'
import { type Axis, type Raster, resample } from './resample.ts'

/** A raster that lies in the picture that was sent: its corner, and how many of its pixels one there has. */
export type Placed = { raster: Raster; x: number; y: number; scaleX: number; scaleY: number }

/** @param x like `y` in pixels of what was sent */
export function sample<T extends Float32Array | Uint8ClampedArray = Float32Array>(
  { raster, scaleX, scaleY, ...corner }: Placed,
  x: Axis,
  y: Axis,
  into: T = new Float32Array(x.count * y.count * 4) as T,
): Raster<T> {
  const of = ({ from, step, count }: Axis, start: number, scale: number): Axis => ({
    from: (from - start) * scale,
    step: step * scale,
    count,
  })
  return resample(raster, of(x, corner.x, scaleX), of(y, corner.y, scaleY), into)
}

/** Moved back to where it was. */
export function moveBack(placed: Placed, { x, y, growth, middleX, middleY }: Motion): Placed {
  const corner = (start: number, middle: number, shift: number) =>
    middle + (start - middle - shift) / (1 + growth)
  return {
    raster: placed.raster,
    x: corner(placed.x, middleX, x),
    y: corner(placed.y, middleY, y),
    scaleX: placed.scaleX * (1 + growth),
    scaleY: placed.scaleY * (1 + growth),
  }
}
