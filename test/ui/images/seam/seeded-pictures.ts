/** Pictures of four kinds that depend on a seed alone, as people have them in their files. */
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { seededRandom } from '../../../../playground/rivya/seeded-random.ts'
import type { Pixels } from '../../../../ui/images/seam/pixels.ts'

export const KINDS = ['photograph', 'flat graphic', 'gradient', 'text'] as const
export type Kind = (typeof KINDS)[number]

type Random = () => number

export function drawSeeded(kind: Kind, seed: number, width: number, height: number): Pixels {
  const canvas = createCanvas(width, height)
  const context = canvas.getContext('2d')
  const random = seededRandom(seed * 4 + KINDS.indexOf(kind) + 1)
  const draw = {
    photograph: drawPhotograph,
    'flat graphic': drawFlat,
    gradient: drawGradient,
    text: drawText,
  }
  draw[kind](context, random, width, height)
  return pixelsOf(context)
}

export function pixelsOf(context: SKRSContext2D): Pixels {
  const { width, height } = context.canvas
  return { width, height, data: context.getImageData(0, 0, width, height).data }
}

const colour = (random: Random, alpha = 1) =>
  `hsla(${Math.floor(random() * 360)}, ${20 + Math.floor(random() * 60)}%, ${15 + Math.floor(random() * 75)}%, ${alpha})`

/** Clouds of noise in six sizes between two or three colours, soft and hard things in it, and grain. */
function drawPhotograph(context: SKRSContext2D, random: Random, width: number, height: number): void {
  const ground = context.createLinearGradient(0, 0, width * (random() - 0.3), height)
  ground.addColorStop(0, colour(random))
  ground.addColorStop(0.6, colour(random))
  ground.addColorStop(1, colour(random))
  context.fillStyle = ground
  context.fillRect(0, 0, width, height)
  for (let thing = 0; thing < 14; thing += 1) {
    context.save()
    context.filter = `blur(${Math.floor(random() * 14)}px)`
    context.translate(random() * width, random() * height)
    context.rotate(random() * 3)
    context.beginPath()
    const radius = (0.03 + random() * 0.14) * width
    if (random() < 0.6) context.ellipse(0, 0, radius, radius * (0.3 + random()), 0, 0, 7)
    else context.rect(-radius, -radius / 3, radius * 2, radius * (0.3 + random()))
    context.fillStyle = colour(random, 0.75)
    context.fill()
    context.restore()
  }
  const image = context.getImageData(0, 0, width, height)
  const strength = 12 + random() * 22
  const finest = 1.5 + random() * 4
  const octaves = Array.from({ length: 6 }, (_, octave) =>
    makeNoise(random, finest * 2 ** octave, width, height),
  )
  for (let at = 0; at < width * height; at += 1) {
    let noise = (random() - 0.5) * 0.15
    for (const octave of octaves) noise += (octave(at % width, Math.floor(at / width)) - 0.5) * 0.6
    for (let channel = 0; channel < 3; channel += 1) {
      image.data[at * 4 + channel] =
        (image.data[at * 4 + channel] ?? 0) + noise * strength * (1 + channel * 0.1)
    }
  }
  context.putImageData(image, 0, 0)
}

function makeNoise(random: Random, cell: number, width: number, height: number) {
  const columns = Math.ceil(width / cell) + 2
  const values = Float32Array.from({ length: columns * (Math.ceil(height / cell) + 2) }, random)
  return (x: number, y: number): number => {
    const [column, row] = [Math.floor(x / cell), Math.floor(y / cell)]
    const [right, down] = [x / cell - column, y / cell - row]
    const at = row * columns + column
    const above = (values[at] ?? 0) * (1 - right) + (values[at + 1] ?? 0) * right
    const below = (values[at + columns] ?? 0) * (1 - right) + (values[at + columns + 1] ?? 0) * right
    return above * (1 - down) + below * down
  }
}

/** Posters and icons: plain grounds with hard shapes, few colours. */
function drawFlat(context: SKRSContext2D, random: Random, width: number, height: number): void {
  const colours = Array.from({ length: 4 }, () => colour(random))
  context.fillStyle = random() < 0.4 ? '#fff' : (colours[0] ?? '')
  context.fillRect(0, 0, width, height)
  const count = 6 + Math.floor(random() * 14)
  for (let shape = 0; shape < count; shape += 1) {
    context.fillStyle = colours[1 + Math.floor(random() * 3)] ?? ''
    context.save()
    context.translate(random() * width, random() * height)
    if (random() < 0.4) context.rotate(random() * 3)
    const side = (0.04 + random() * 0.25) * Math.min(width, height)
    context.beginPath()
    if (random() < 0.4) context.arc(0, 0, side / 2, 0, 7)
    else context.roundRect(-side / 2, -side / 3, side, side * (0.2 + random()), random() < 0.5 ? 0 : side / 8)
    context.fill()
    context.restore()
  }
}

/** A mesh of soft spots of colour, as under many a title, with nothing else on it. */
function drawGradient(context: SKRSContext2D, random: Random, width: number, height: number): void {
  const ground = context.createLinearGradient(0, 0, width * random(), height)
  ground.addColorStop(0, colour(random))
  ground.addColorStop(1, colour(random))
  context.fillStyle = ground
  context.fillRect(0, 0, width, height)
  const count = 2 + Math.floor(random() * 4)
  for (let spot = 0; spot < count; spot += 1) {
    const [x, y, radius] = [random() * width, random() * height, (0.2 + random() * 0.5) * width]
    const light = context.createRadialGradient(x, y, 0, x, y, radius)
    const hue = Math.floor(random() * 360)
    light.addColorStop(0, `hsla(${hue}, 70%, 60%, 0.9)`)
    light.addColorStop(1, `hsla(${hue}, 70%, 60%, 0)`)
    context.fillStyle = light
    context.fillRect(0, 0, width, height)
  }
}

const LETTERS = 'etaoinshrdlucmfwypvbgk'

/** A page: a headline and paragraphs, dark on light or the other way round. */
function drawText(context: SKRSContext2D, random: Random, width: number, height: number): void {
  const isDark = random() < 0.3
  context.fillStyle = isDark ? `hsl(${random() * 360}, 30%, 14%)` : `hsl(${random() * 360}, 30%, 97%)`
  context.fillRect(0, 0, width, height)
  context.fillStyle = isDark ? '#f2f2f0' : '#1c1c22'
  const word = () =>
    Array.from(
      { length: 2 + Math.floor(random() * 8) },
      () => LETTERS[Math.floor(random() * LETTERS.length)],
    ).join('')
  const margin = width * (0.04 + random() * 0.05)
  let y = margin
  for (let block = 0; y < height - margin; block += 1) {
    const size = block % 4 === 0 ? 30 + random() * 40 : 13 + random() * 12
    context.font = `${block % 4 === 0 ? 'bold ' : ''}${size}px "Liberation Sans", "DejaVu Sans", Arial, sans-serif`
    const lines = block % 4 === 0 ? 1 : 2 + Math.floor(random() * 5)
    for (let line = 0; line < lines && y < height - margin; line += 1, y += size * 1.4) {
      let text = word()
      while (context.measureText(`${text} `).width < width - 2 * margin - size * 4 * random())
        text += ` ${word()}`
      context.fillText(text, margin, y + size)
    }
    y += size
  }
}
