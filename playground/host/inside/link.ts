/** The sandbox's end of the bridge. Runs inside QuickJS; see `transfer.ts`. */
import type { Packed, Transfer } from './transfer.ts'

/** Functions the host puts in; bytes cross as whole ArrayBuffers. */
export type RawBridge = {
  call(operation: string, text: string, ...buffers: ArrayBuffer[]): RawPacked
  ask(ticket: number, operation: string, text: string, ...buffers: ArrayBuffer[]): void
}
export type RawPacked = string | [string, ...ArrayBuffer[]]

export type Link = {
  /** Answered at once; throws what the host throws. */
  call(operation: string, ...values: unknown[]): unknown
  ask(operation: string, ...values: unknown[]): Promise<unknown>
  /** From the host: settles an `ask`. */
  settle(ticket: number, isOk: boolean, value: unknown): void
  receive(raw: RawPacked): unknown
}

export function makeLink(bridge: RawBridge, transfer: Transfer): Link {
  const waiting = new Map<number, { resolve(value: unknown): void; reject(reason: Error): void }>()
  let lastTicket = 0

  function send({ buffers }: Packed): ArrayBuffer[] {
    return buffers.map((bytes) =>
      bytes.byteLength === bytes.buffer.byteLength && bytes.buffer instanceof ArrayBuffer
        ? bytes.buffer
        : (bytes.slice().buffer as ArrayBuffer),
    )
  }

  function receive(raw: RawPacked): unknown {
    // Most answers are a number or a word, and the engine takes longer to make `unpack` ready than to read them.
    if (typeof raw === 'string' && !raw.includes('"$"')) return JSON.parse(raw)
    if (typeof raw === 'string') return transfer.unpack({ text: raw, buffers: [] })
    const [text, ...buffers] = raw
    return transfer.unpack({ text, buffers: buffers.map((buffer) => new Uint8Array(buffer)) })
  }

  return {
    receive,
    call(operation, ...values) {
      // So it is with questions, of which most are an id and a name.
      if (values.every((value) => typeof value === 'string')) {
        return receive(bridge.call(operation, JSON.stringify(values)))
      }
      const packed = transfer.pack(values)
      return receive(bridge.call(operation, packed.text, ...send(packed)))
    },
    ask(operation, ...values) {
      return new Promise((resolve, reject) => {
        const packed = transfer.pack(values)
        lastTicket += 1
        waiting.set(lastTicket, { resolve, reject })
        bridge.ask(lastTicket, operation, packed.text, ...send(packed))
      })
    },
    settle(ticket, isOk, value) {
      const promise = waiting.get(ticket)
      waiting.delete(ticket)
      if (isOk) promise?.resolve(value)
      else promise?.reject(new Error(String(value)))
    },
  }
}
