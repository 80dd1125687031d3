import { expect, it } from 'vitest'
import { Blocks, toWholePages } from '../../relay/blocks.ts'

const UNIT_BYTES = 65_536

it('gives blocks that are large enough, and those that came back again', () => {
  const blocks = new Blocks(UNIT_BYTES + 1)
  const [first, second] = [blocks.take(), blocks.take()]
  expect(first.length).toBe(2 * UNIT_BYTES)
  first.fill(1)
  expect(second.every((byte) => byte === 0)).toBe(true)
  blocks.give(first)
  expect(blocks.take()).toBe(first)
  expect(blocks.take()).not.toBe(second)
})

it('makes whole pages of what is at the start of one, with nothing from before behind it', () => {
  const block = new Blocks(10_000).take().fill(7)
  const pages = toWholePages(block.subarray(0, 5000))
  expect([pages?.length, pages?.byteOffset]).toEqual([8192, 0])
  expect(pages?.subarray(0, 5000).every((byte) => byte === 7)).toBe(true)
  expect(pages?.subarray(5000).every((byte) => byte === 0)).toBe(true)
  expect(block[8192]).toBe(7)
  expect(toWholePages(block.subarray(0, 4096))?.length).toBe(4096)
  expect(toWholePages(block)?.length).toBe(UNIT_BYTES)
})

it('makes none of bytes that may begin anywhere, and touches none of their neighbours', () => {
  const block = new Blocks(10_000).take().fill(7)
  expect(toWholePages(block.subarray(1, 5000))).toBeNull()
  const plain = new Uint8Array(8192).fill(7)
  expect(toWholePages(plain.subarray(0, 5000))).toBeNull()
  for (const bytes of [block, plain]) expect(bytes.every((byte) => byte === 7)).toBe(true)
})
