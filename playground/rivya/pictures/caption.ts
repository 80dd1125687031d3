/** What the picture was made of, in small print along its lower edge. */
import type { Image, SKRSContext2D } from '@napi-rs/canvas'
import type { Size } from '../../../contract/model.ts'

type CaptionText = { prompt: string; aspectRatio: string; resolution: string }

const FONT = '"Liberation Sans", "DejaVu Sans", Arial, Helvetica, sans-serif'
const MAX_PROMPT_LINES = 3

export function drawCaption(
  context: SKRSContext2D,
  { width, height }: Size,
  { prompt, aspectRatio, resolution }: CaptionText,
  references: Image[],
): void {
  const unit = Math.sqrt(width * height) / 1024
  const margin = 28 * unit
  const lineHeight = 28 * unit

  context.font = `${20 * unit}px ${FONT}`
  const lines = wrap(context, prompt, width - 2 * margin, MAX_PROMPT_LINES)
  const top = height - margin - (lines.length + 1) * lineHeight
  const shade = context.createLinearGradient(0, top - 110 * unit, 0, height)
  shade.addColorStop(0, 'rgba(20, 18, 24, 0)')
  shade.addColorStop(1, 'rgba(20, 18, 24, 0.56)')
  context.fillStyle = shade
  context.fillRect(0, top - 110 * unit, width, height)

  context.textBaseline = 'top'
  context.fillStyle = 'rgba(255, 255, 255, 0.94)'
  lines.forEach((line, index) => {
    context.fillText(line, margin, top + index * lineHeight)
  })
  context.font = `${15 * unit}px ${FONT}`
  context.fillStyle = 'rgba(255, 255, 255, 0.78)'
  const facts = `stand-in picture · ${aspectRatio} · ${resolution} · ${width} × ${height}`
  context.fillText(facts, margin, top + lines.length * lineHeight + 6 * unit)

  references.forEach((reference, index) => {
    drawReference(context, reference, index + 1, margin + index * 92 * unit, margin, unit)
  })
}

/** A white-framed thumbnail with its number, as the prompt would name it. */
function drawReference(
  context: SKRSContext2D,
  image: Image,
  number: number,
  x: number,
  y: number,
  unit: number,
): void {
  const side = 80 * unit
  const frame = 4 * unit
  context.save()
  context.shadowColor = 'rgba(20, 18, 24, 0.3)'
  context.shadowBlur = 14 * unit
  context.shadowOffsetY = 4 * unit
  context.fillStyle = '#fff'
  context.beginPath()
  context.roundRect(x, y, side, side, 8 * unit)
  context.fill()
  context.restore()

  context.save()
  context.beginPath()
  context.roundRect(x + frame, y + frame, side - 2 * frame, side - 2 * frame, 5 * unit)
  context.clip()
  const scale = (side - 2 * frame) / Math.min(image.width, image.height)
  const drawn = { width: image.width * scale, height: image.height * scale }
  context.drawImage(
    image,
    x + (side - drawn.width) / 2,
    y + (side - drawn.height) / 2,
    drawn.width,
    drawn.height,
  )
  context.restore()

  context.fillStyle = 'rgba(20, 18, 24, 0.82)'
  context.beginPath()
  context.arc(x + side - 14 * unit, y + side - 14 * unit, 10 * unit, 0, 2 * Math.PI)
  context.fill()
  context.fillStyle = '#fff'
  context.font = `bold ${12 * unit}px ${FONT}`
  context.textAlign = 'center'
  context.textBaseline = 'middle'
  context.fillText(String(number), x + side - 14 * unit, y + side - 13.5 * unit)
  context.textAlign = 'left'
}

function wrap(context: SKRSContext2D, text: string, maxWidth: number, maxLines: number): string[] {
  const lines: string[] = []
  let line = ''
  // No line holds more than some 400 characters, so a long prompt needn't be measured whole.
  // The canvas takes neither control characters nor half a surrogate pair.
  const words = text
    .slice(0, 1500)
    .replace(/[\p{Cc}\p{Cs}]/gu, ' ')
    .split(/\s+/)
    .filter(Boolean)
  for (const word of words) {
    const longer = line === '' ? word : `${line} ${word}`
    if (context.measureText(longer).width <= maxWidth) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    if (lines.length === maxLines) return shorten(context, lines, maxWidth)
    line = word
  }
  return line === '' ? lines : [...lines, shortenLine(context, line, maxWidth)]
}

function shorten(context: SKRSContext2D, lines: string[], maxWidth: number): string[] {
  return [...lines.slice(0, -1), shortenLine(context, `${lines.at(-1)} …`, maxWidth)]
}

function shortenLine(context: SKRSContext2D, line: string, maxWidth: number): string {
  let text = line
  while (context.measureText(text).width > maxWidth) text = `${text.replace(/ ?…$/, '').slice(0, -1)}…`
  return text
}
