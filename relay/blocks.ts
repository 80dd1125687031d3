/**
 * Memory for the bodies of uploads, used again and again: to have megabytes cleared for each, and collected after it,
 * takes longer than to hash them. A block begins at a page of memory, so what is in it can be written to a disk past
 * the page cache.
 */

/** No disk's or system's unit is larger, of those that are common. */
const PAGE_BYTES = 4096
/** https://webassembly.github.io/spec/core/exec/runtime.html#page-size */
const UNIT_BYTES = 65_536

type Block = Uint8Array<ArrayBuffer>

const buffers = new WeakSet<ArrayBufferLike>()

export class Blocks {
  readonly #units: number
  readonly #free: Block[] = []

  /** @param bytes that a block can take, at least */
  constructor(bytes: number) {
    this.#units = Math.ceil(bytes / UNIT_BYTES)
  }

  /** What is in it from before has no meaning. The caller gives it back when nobody reads it any more. */
  take(): Block {
    return this.#free.pop() ?? makeBlock(this.#units)
  }

  give(block: Block): void {
    this.#free.push(block)
  }
}

/** In JavaScript only the memory of WebAssembly is sure to begin at a page. */
function makeBlock(units: number): Block {
  const { buffer } = new WebAssembly.Memory({ initial: units, maximum: units })
  buffers.add(buffer)
  return new Uint8Array(buffer)
}

/**
 * @param data may have been read into a block
 * @returns the same bytes and zeros up to the end of their last page; null when they don't begin at a page
 */
export function toWholePages(data: Uint8Array): Uint8Array | null {
  const { buffer, byteOffset, length } = data
  if (!buffers.has(buffer) || byteOffset % PAGE_BYTES !== 0) return null
  const pages = new Uint8Array(buffer, byteOffset, Math.ceil(length / PAGE_BYTES) * PAGE_BYTES)
  return pages.fill(0, length)
}
