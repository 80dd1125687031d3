import { createCanvas } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import { readImageHeader } from '../../../contract/image-header.ts'
import { isWholeImage } from '../../../relay/rivya/whole-image.ts'

function draw(mimeType: 'image/png' | 'image/jpeg' | 'image/webp'): Uint8Array {
  const canvas = createCanvas(60, 40)
  const context = canvas.getContext('2d')
  context.fillStyle = '#e0a060'
  context.fillRect(0, 0, 60, 20)
  return mimeType === 'image/png' ? canvas.toBuffer(mimeType) : canvas.toBuffer(mimeType, 80)
}

function isWhole(bytes: Uint8Array): boolean {
  const header = readImageHeader(bytes)
  return header !== null && isWholeImage(bytes, header)
}

describe.each(['image/png', 'image/jpeg', 'image/webp'] as const)('an image in %s', (mimeType) => {
  const bytes = draw(mimeType)

  it('is whole as an encoder wrote it, also with more behind its end', () => {
    expect(isWhole(bytes)).toBe(true)
    const longer = new Uint8Array(bytes.length + 50)
    longer.set(bytes)
    expect(isWhole(longer)).toBe(true)
  })

  it('is not whole wherever it is cut off', () => {
    const lengths = Array.from({ length: bytes.length }, (_, length) => length)
    const enough = lengths.filter((length) => isWhole(bytes.subarray(0, length)))
    expect(enough).toEqual([])
  })
})

it('a JPEG is whole with segments and fill bytes before its scan, and not by an end within one of them', () => {
  const frame = 'ffc0 000b 08 0010 0010 01 011100'
  const scan = 'ffff ffda 0008 01 0100 003f00 1234 ff00 56'
  const thumbnail = 'ffe1 0006 ffd8 ffd9'
  const jpeg = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(' ', ''), 'hex'))
  expect(isWhole(jpeg(`ffd8 ${thumbnail} ${frame} ${scan} ffd9`))).toBe(true)
  expect(isWhole(jpeg(`ffd8 ${thumbnail} ${frame} ${scan}`))).toBe(false)
  expect(isWhole(jpeg(`ffd8 001122 ${frame} ${scan} ffd9`))).toBe(true)
  expect(isWhole(jpeg(`ffd8 00da22 ${thumbnail} ${frame} ${scan}`))).toBe(false)
})
