/** `clientStorage`: kept for the plugin between its runs, five megabytes in all. */
import * as v from 'valibot'
import { parseField } from '../file/paints.ts'
import type { HostOptions, StorageEntry } from '../host.ts'
import { makeTransfer, type Packed } from '../inside/transfer.ts'
import type { Operations } from '../run/sandbox.ts'

const MAX_BYTES = 5_000_000

export type ClientStorage = ReturnType<typeof createClientStorage>

export function createClientStorage(kept: readonly StorageEntry[], keep: HostOptions['keepStorage']) {
  const transfer = makeTransfer(null)
  // Packed, so that what a plugin holds and what is stored never share an object.
  const entries = new Map<string, Packed>(kept.map(({ key, value }) => [key, copy(transfer.pack(value))]))

  const usedBytes = () => [...entries].reduce((sum, [key, packed]) => sum + key.length + sizeOf(packed), 0)
  const readKey = (key: unknown, doing: string) => parseField(v.string(), key, doing, 'key')

  const operations: Operations = {
    'storage-get': async (key: unknown) => {
      const packed = entries.get(readKey(key, 'getAsync'))
      return packed === undefined ? undefined : transfer.unpack(copy(packed))
    },
    'storage-set': async (key: unknown, value: unknown) => {
      const name = readKey(key, 'setAsync')
      const packed = copy(transfer.pack(value))
      const before = entries.get(name)
      const others = usedBytes() - (before === undefined ? 0 : name.length + sizeOf(before))
      if (others + name.length + sizeOf(packed) > MAX_BYTES) {
        throw new Error('in setAsync: The plugin has exceeded its storage quota of 5 MB')
      }
      entries.set(name, packed)
      await keep?.(name, { key: name, value: transfer.unpack(copy(packed)) })
    },
    'storage-delete': async (key: unknown) => {
      const name = readKey(key, 'deleteAsync')
      entries.delete(name)
      await keep?.(name, null)
    },
    'storage-keys': async () => [...entries.keys()],
  }

  return {
    operations,
    usedBytes,
    entries: (): StorageEntry[] =>
      [...entries].map(([key, packed]) => ({ key, value: transfer.unpack(copy(packed)) })),
  }
}

function copy({ text, buffers }: Packed): Packed {
  return { text, buffers: buffers.map((bytes) => bytes.slice()) }
}

function sizeOf({ text, buffers }: Packed): number {
  return text.length + buffers.reduce((sum, bytes) => sum + bytes.length, 0)
}
