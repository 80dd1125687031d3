/** Paints that are pictures: images, patterns of another layer, and signs for what the stand-in can't play. */
import type { ImagePaint, Paint, PatternPaint } from '@figma/plugin-typings/plugin-api-standalone'
import { invert, type Matrix, multiply } from '../file/geometry.ts'
import type { Picture } from './canvas.ts'
import type { PaintTools, Shape } from './paint-tools.ts'

/** Draws a paint that is no colour; the context is clipped to the shape. */
export function drawPicturePaint(tools: PaintTools, shape: Shape, paint: Paint): void {
  if (paint.type === 'IMAGE') drawImage(tools, shape, paint)
  if (paint.type === 'PATTERN') drawPattern(tools, shape, paint)
  if (paint.type === 'VIDEO') drawVideo(tools, shape)
  if (paint.type === 'SHADER') drawShader(tools, shape)
}

/** Nothing is drawn for an image that is missing. */
function drawImage(tools: PaintTools, shape: Shape, paint: ImagePaint): void {
  const picture = paint.imageHash === null ? undefined : tools.picture(paint.imageHash)
  if (picture === undefined) return
  for (const place of imagePlaces(paint, picture, shape)) {
    const [[a, c, e], [b, d, f]] = multiply(tools.matrix, place)
    tools.context.setTransform(a, b, c, d, e, f)
    tools.context.drawPicture(picture, 0, 0, 1, 1)
  }
}

/** Matrices that put the unit square, which holds the whole picture, where it belongs in the shape. */
function imagePlaces(paint: ImagePaint, picture: Picture, { width, height }: Shape): Matrix[] {
  if (paint.scaleMode === 'CROP') {
    const inverse = paint.imageTransform === undefined ? null : invert(paint.imageTransform)
    const stretch: Matrix = [
      [width, 0, 0],
      [0, height, 0],
    ]
    return [inverse === null ? stretch : multiply(stretch, inverse)]
  }
  const turns = ((((paint.rotation ?? 0) / 90) % 4) + 4) % 4
  const isSideways = turns % 2 === 1
  const natural = isSideways
    ? { width: picture.height, height: picture.width }
    : { width: picture.width, height: picture.height }
  if (paint.scaleMode === 'TILE') {
    const scale = paint.scalingFactor ?? 1
    const tile = { width: natural.width * scale, height: natural.height * scale }
    const places: Matrix[] = []
    for (let y = 0; y < height; y += tile.height) {
      for (let x = 0; x < width; x += tile.width) places.push(placeTurned(x, y, tile, turns))
    }
    return places
  }
  const pickScale = paint.scaleMode === 'FIT' ? Math.min : Math.max
  const scale = pickScale(width / natural.width, height / natural.height)
  const size = { width: natural.width * scale, height: natural.height * scale }
  return [placeTurned((width - size.width) / 2, (height - size.height) / 2, size, turns)]
}

/** The unit square, turned clockwise by quarter turns, stretched to `size` at (x, y). */
function placeTurned(x: number, y: number, size: { width: number; height: number }, turns: number): Matrix {
  const turned: readonly Matrix[] = [
    [
      [1, 0, 0],
      [0, 1, 0],
    ],
    [
      [0, -1, 1],
      [1, 0, 0],
    ],
    [
      [-1, 0, 1],
      [0, -1, 1],
    ],
    [
      [0, 1, 0],
      [-1, 0, 1],
    ],
  ]
  const place: Matrix = [
    [size.width, 0, x],
    [0, size.height, y],
  ]
  const turn = turned[turns]
  return turn === undefined ? place : multiply(place, turn)
}

/** Tiles of the source from the top left corner; those of a hexagonal kind are moved by half a tile in every other row. */
function drawPattern(tools: PaintTools, shape: Shape, paint: PatternPaint): void {
  const { context, matrix } = tools
  const source = tools.drawSource(
    paint.sourceNodeId,
    paint.scalingFactor * Math.hypot(matrix[0][0], matrix[1][0]),
  )
  if (source === null) return
  const tile = { width: source.width * paint.scalingFactor, height: source.height * paint.scalingFactor }
  // Spacing is given in shares of a tile.
  const step = { x: tile.width * (1 + paint.spacing.x), y: tile.height * (1 + paint.spacing.y) }
  if (!(step.x > MIN_STEP && step.y > MIN_STEP)) return
  for (let row = 0; row * step.y < shape.height; row += 1) {
    const shift = paint.tileType === 'HORIZONTAL_HEXAGONAL' && row % 2 === 1 ? -step.x / 2 : 0
    for (let column = 0; shift + column * step.x < shape.width; column += 1) {
      const drop = paint.tileType === 'VERTICAL_HEXAGONAL' && column % 2 === 1 ? -step.y / 2 : 0
      const [[a, c, e], [b, d, f]] = multiply(matrix, [
        [tile.width, 0, shift + column * step.x],
        [0, tile.height, drop + row * step.y],
      ])
      context.setTransform(a, b, c, d, e, f)
      context.drawPicture(source.picture, 0, 0, 1, 1)
    }
  }
}

/** Finer patterns would be one colour, and take for ever. */
const MIN_STEP = 1

/** A dark still with the sign for "play": no video is decoded here. */
function drawVideo({ context }: PaintTools, { width, height }: Shape): void {
  const side = Math.min(width, height) / 6
  context.setFill('#2b2f36')
  context.fillRect(0, 0, width, height)
  context.setFill('#f5f5f5')
  context.beginPath()
  context.moveTo(width / 2 - side * 0.6, height / 2 - side)
  context.lineTo(width / 2 + side, height / 2)
  context.lineTo(width / 2 - side * 0.6, height / 2 + side)
  context.fill()
}

/** Two colours that nothing else here has: what a shader computes is not known. */
function drawShader({ context }: PaintTools, { width, height }: Shape): void {
  const gradient = context.createLinearGradient(0, 0, width, height)
  gradient.addColorStop(0, '#7a3cff')
  gradient.addColorStop(1, '#00c2a8')
  context.setFill(gradient)
  context.fillRect(0, 0, width, height)
}
