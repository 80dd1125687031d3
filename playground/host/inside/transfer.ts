/**
 * Values on their way between host and sandbox: JSON, with the bytes beside it so that they are copied in bulk.
 *
 * The functions of this folder run inside QuickJS: their text is taken by `toString()`, so each is complete in itself and
 * uses nothing of its module. This one also runs in the host.
 */

export type Packed = { text: string; buffers: Uint8Array[] }
export type Transfer = { pack(value: unknown): Packed; unpack(packed: Packed): unknown }

/** @param mixed the symbol `figma.mixed` on this side, or null where it must not pass, as in messages */
export function makeTransfer(mixed: symbol | null): Transfer {
  type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain }

  function pack(value: unknown): Packed {
    const buffers: Uint8Array[] = []
    const ancestors: object[] = []

    function packObject(object: object): Plain {
      const kind = Object.prototype.toString.call(object).slice(8, -1)
      if (kind === 'Uint8Array') {
        buffers.push(object as Uint8Array)
        return { $: 'bytes', index: buffers.length - 1 }
      }
      if (kind === 'Date') return { $: 'date', ms: (object as Date).getTime() }
      if (kind !== 'Object' && kind !== 'Array') {
        throw new TypeError(`Cannot unwrap ${kind}: only plain values, Date and Uint8Array are carried`)
      }
      if (ancestors.includes(object)) throw new TypeError('Cannot unwrap a value that contains itself')
      ancestors.push(object)
      const packed = Array.isArray(object) ? object.map(packValue) : packFields(object)
      ancestors.pop()
      return packed
    }

    function packFields(object: object): Plain {
      const fields: { [key: string]: Plain } = {}
      for (const [key, field] of Object.entries(object)) {
        // Figma strips methods from objects and refuses a bare function.
        if (typeof field !== 'function') fields[key] = packValue(field)
      }
      return '$' in fields ? { $: 'object', fields } : fields
    }

    function packValue(part: unknown): Plain {
      if (part === null || typeof part === 'string' || typeof part === 'boolean') return part
      if (typeof part === 'number') {
        return Number.isFinite(part) ? part : { $: 'number', text: String(part) }
      }
      if (part === undefined) return { $: 'undefined' }
      if (typeof part === 'object') return packObject(part)
      if (mixed !== null && part === mixed) return { $: 'mixed' }
      throw new TypeError(`Cannot unwrap ${typeof part}`)
    }

    return { text: JSON.stringify(packValue(value)), buffers }
  }

  function unpack(packed: Packed): unknown {
    const value: Plain = JSON.parse(packed.text)
    // Most values hold nothing that JSON can't say, and a look at the text is cheaper than a walk.
    return packed.text.includes('"$"') ? unpackValue(value) : value

    function unpackValue(part: Plain): unknown {
      if (part === null || typeof part !== 'object') return part
      if (Array.isArray(part)) return part.map(unpackValue)
      switch (part.$) {
        case undefined:
          return unpackFields(part)
        case 'bytes':
          return packed.buffers[Number(part.index)]
        case 'date':
          return new Date(Number(part.ms))
        case 'number':
          return Number(part.text)
        case 'undefined':
          return undefined
        case 'mixed':
          return mixed
        default:
          return unpackFields(part.fields as { [key: string]: Plain })
      }
    }

    function unpackFields(fields: { [key: string]: Plain }): unknown {
      return Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, unpackValue(field)]))
    }
  }

  return { pack, unpack }
}
