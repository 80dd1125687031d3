/** One run of a plugin: a QuickJS context that knows Figma's globals only, and the way in and out of it. */
import type { QuickJSContext, QuickJSHandle, QuickJSWASMModule } from 'quickjs-emscripten'
import { makeEvents } from '../inside/events.ts'
import { makeFigma } from '../inside/figma.ts'
import { type InsideFacts, install } from '../inside/install.ts'
import { makeLink } from '../inside/link.ts'
import { makeNodes } from '../inside/nodes.ts'
import { makeTransfer, type Packed, type Transfer } from '../inside/transfer.ts'

/** What the host does for the sandbox, by name. A promise is only for `ask`ed operations. */
export type Operations = Readonly<Record<string, (...values: never[]) => unknown>>

/** `figma.mixed` on the host's side. */
export const MIXED: unique symbol = Symbol('figma.mixed')

type SandboxOptions = {
  engine: QuickJSWASMModule
  facts: InsideFacts
  operations: Operations
  memoryLimitBytes: number
  maxBusyMs: number
  now(): number
  noteCall?: ((operation: string, values: readonly unknown[]) => void) | undefined
  report(failure: string): void
  /** Called each time the sandbox has come to rest, when what happened meanwhile can be announced. */
  rested(): void
}

export type Sandbox = {
  /** Runs the text of `code.js`; throws what its top level throws. */
  run(code: string): void
  /** Brings something in; true when a callback answered `false`. Does nothing after `kill`. */
  deliver(kind: string, ...values: unknown[]): boolean
  /**
   * Lets the plugin's `close` handlers act, disables the API at once, and frees everything as soon as no code of the plugin
   * is on the stack. What is asynchronous never runs again, not even what is ready to.
   */
  kill(): void
  readonly isAlive: boolean
}

export function startSandbox(options: SandboxOptions): Sandbox {
  const transfer = makeTransfer(MIXED)
  const runtime = options.engine.newRuntime()
  runtime.setMemoryLimit(options.memoryLimitBytes)
  const context = runtime.newContext()
  let isAlive = true
  let depth = 0
  let busySince = options.now()
  runtime.setInterruptHandler(() => options.now() - busySince > options.maxBusyMs)

  /** Everything that runs plugin code goes through here, so that freeing waits for the stack to be empty. */
  function enter<T>(work: () => T): T {
    if (depth === 0) busySince = options.now()
    depth += 1
    try {
      return work()
    } finally {
      if (depth === 1 && isAlive) runJobs()
      depth -= 1
      if (depth === 0) {
        if (isAlive) options.rested()
        else free()
      }
    }
  }

  function runJobs(): void {
    const result = runtime.executePendingJobs()
    if (result.error === undefined) return
    options.report(readError(context, result.error))
    result.error.dispose()
  }

  let isFreed = false
  function free(): void {
    if (isFreed) return
    isFreed = true
    receiver.dispose()
    context.dispose()
    runtime.dispose()
  }

  function deliver(kind: string, ...values: unknown[]): boolean {
    return isAlive && enter(() => callReceiver(kind, values))
  }

  function callReceiver(kind: string, values: unknown[]): boolean {
    const packed = putIn(context, transfer.pack([kind, ...values]))
    const result = context.callFunction(receiver, context.undefined, packed)
    packed.dispose()
    if (result.error !== undefined) {
      options.report(readError(context, result.error))
      result.error.dispose()
      return false
    }
    return result.value.consume((handle) => context.getString(handle)) === 'true'
  }

  function runOperation(name: string, values: unknown): unknown {
    if (!isAlive) throw new Error('The plugin has been closed')
    const operation = options.operations[name] as ((...values: unknown[]) => unknown) | undefined
    if (operation === undefined) throw new Error(`The stand-in for Figma has no operation "${name}"`)
    options.noteCall?.(name, values as unknown[])
    return operation(...(values as unknown[]))
  }

  const call = context.newFunction('call', (name, text, ...buffers) => {
    const values = transfer.unpack(takeOut(context, text, buffers))
    return putIn(context, transfer.pack(runOperation(context.getString(name), values)))
  })

  const ask = context.newFunction('ask', (ticket, name, text, ...buffers) => {
    const number = context.getNumber(ticket)
    const operation = context.getString(name)
    const values = transfer.unpack(takeOut(context, text, buffers))
    const settle = (isOk: boolean, value: unknown) => void deliver('settle', number, isOk, value)
    // The operation starts in this turn, as Figma's do; only its answer comes later.
    new Promise((resolve) => resolve(runOperation(operation, values))).then(
      (value) => settle(true, value),
      (error) => settle(false, error instanceof Error ? error.message : String(error)),
    )
    return context.undefined
  })

  const receiver = installGlobals(context, options.facts, { call, ask }, transfer)

  return {
    get isAlive() {
      return isAlive
    },
    run(code) {
      enter(() => {
        const result = context.evalCode(code, 'code.js', { type: 'global', strict: false })
        if (result.error === undefined) return result.value.dispose()
        const text = readError(context, result.error)
        result.error.dispose()
        throw new Error(text)
      })
    },
    deliver,
    kill() {
      enter(() => {
        callReceiver('event', ['close', []])
        isAlive = false
      })
    },
  }
}

function installGlobals(
  context: QuickJSContext,
  facts: InsideFacts,
  bridge: { call: QuickJSHandle; ask: QuickJSHandle },
  transfer: Transfer,
): QuickJSHandle {
  const makers = { makeTransfer, makeLink, makeEvents, makeNodes, makeFigma }
  const script = `(facts, call, ask) => (${install})(JSON.parse(facts), { call, ask }, {
    ${Object.entries(makers).map(([name, make]) => `${name}: ${make}`)}
  })`
  const installer = context.unwrapResult(context.evalCode(script, 'figma', { type: 'global' }))
  const factsHandle = context.newString(transfer.pack(facts).text)
  const result = context.callFunction(installer, context.undefined, factsHandle, bridge.call, bridge.ask)
  for (const handle of [installer, factsHandle, bridge.call, bridge.ask]) handle.dispose()
  return context.unwrapResult(result)
}

/** A string, or an array of the string and the bytes, each copied once into the engine's memory. */
function putIn(context: QuickJSContext, { text, buffers }: Packed): QuickJSHandle {
  const textHandle = context.newString(text)
  if (buffers.length === 0) return textHandle
  const array = context.newArray()
  context.setProp(array, 0, textHandle)
  textHandle.dispose()
  buffers.forEach((bytes, index) => {
    // `newArrayBuffer` copies what it is given, a view as well as a buffer.
    context
      .newArrayBuffer(bytes as unknown as ArrayBuffer)
      .consume((buffer) => context.setProp(array, index + 1, buffer))
  })
  return array
}

function takeOut(context: QuickJSContext, text: QuickJSHandle, buffers: QuickJSHandle[]): Packed {
  return {
    text: context.getString(text),
    buffers: buffers.map((buffer) => {
      const length = context.getProp(buffer, 'byteLength').consume((handle) => context.getNumber(handle))
      if (length === 0) return new Uint8Array()
      return context.getArrayBuffer(buffer).consume((lifetime) => lifetime.value.slice())
    }),
  }
}

function readError(context: QuickJSContext, error: QuickJSHandle): string {
  const value: unknown = context.dump(error)
  if (typeof value !== 'object' || value === null) return String(value)
  const { name, message, stack } = value as Record<string, unknown>
  return `${name}: ${message}\n${stack ?? ''}`.trim()
}
