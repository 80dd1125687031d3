/** Puts Figma's globals, and no others, into a fresh QuickJS context. Runs inside QuickJS; see `transfer.ts`. */
import type { NodeShapes } from '../file/node-shapes.ts'
import type { makeEvents } from './events.ts'
import type { FigmaFacts, makeFigma } from './figma.ts'
import type { makeLink, RawBridge, RawPacked } from './link.ts'
import type { makeNodes, NodeRef } from './nodes.ts'
import type { makeTransfer } from './transfer.ts'

export type InsideFacts = FigmaFacts & {
  html: string
  shapes: NodeShapes
  refusedMembers: Readonly<Record<string, readonly string[]>>
}
type Makers = {
  makeTransfer: typeof makeTransfer
  makeLink: typeof makeLink
  makeEvents: typeof makeEvents
  makeNodes: typeof makeNodes
  makeFigma: typeof makeFigma
}

/** @returns what the host calls to bring something in */
export function install(facts: InsideFacts, bridge: RawBridge, makers: Makers): (raw: RawPacked) => string {
  const mixed = Symbol('figma.mixed')
  const link = makers.makeLink(bridge, makers.makeTransfer(mixed))
  const pageEvents = new Map<string, ReturnType<typeof makeEvents>>()
  const timers = new Map<number, () => void>()
  const notifyCallbacks = new Map<number, { press(): unknown; dequeue(reason: string): unknown }>()
  let lastTimer = 0
  let messageCallback: unknown

  function report(error: unknown): void {
    const text =
      error instanceof Error ? `${error.name}: ${error.message}\n${error.stack ?? ''}` : String(error)
    link.call('report', text.trim())
  }
  function run(callback: () => unknown): unknown {
    try {
      const answer = callback()
      if (answer instanceof Promise) answer.catch(report)
      return answer
    } catch (error) {
      report(error)
      return undefined
    }
  }

  const events = makers.makeEvents((type) => void link.call('allow-event', type), report)
  const uiEvents = makers.makeEvents((type) => {
    if (type !== 'message') throw new Error(`in on: There is no event "${type}" of figma.ui`)
  }, report)
  const nodes = makers.makeNodes(link, facts.shapes, facts.refusedMembers, (pageId) => {
    const known = pageEvents.get(pageId)
    if (known !== undefined) return known
    const made = makers.makeEvents((type) => void link.call('allow-page-event', pageId, type), report)
    pageEvents.set(pageId, made)
    return made
  })

  function addTimer(callback: unknown, delayMs: unknown, isRepeating: boolean, values: unknown[]): number {
    if (typeof callback !== 'function') throw new TypeError('A timer needs a function')
    lastTimer += 1
    const id = lastTimer
    timers.set(id, () => {
      if (!isRepeating) timers.delete(id)
      callback(...values)
    })
    link.call('set-timer', id, Number(delayMs ?? 0), isRepeating)
    return id
  }
  function clearTimer(id: unknown): void {
    timers.delete(Number(id))
    link.call('clear-timer', Number(id))
  }

  function show(value: unknown): string {
    if (value instanceof Error) return `${value.name}: ${value.message}`
    if (typeof value !== 'object' || value === null) return String(value)
    try {
      return JSON.stringify(value)
    } catch {
      return Object.prototype.toString.call(value)
    }
  }
  const log =
    (level: string) =>
    (...values: unknown[]) =>
      void link.call('log', level, values.map(show))

  async function fetch(url: unknown, init: Record<string, unknown> = {}): Promise<object> {
    if (typeof url !== 'string') throw new TypeError('in fetch: The address must be a string')
    if ('signal' in init) throw new TypeError('in fetch: "signal" is not supported')
    const response = (await link.ask('fetch', url, init)) as Record<string, unknown> & { body: Uint8Array }
    const text = async () => link.call('decode-text', response.body) as string
    const { body, ...facts } = response
    return {
      ...facts,
      arrayBuffer: async () => body.slice().buffer,
      text,
      json: async () => JSON.parse(await text()),
    }
  }

  const figma = makers.makeFigma(facts, {
    link,
    nodes,
    mixed,
    events,
    uiEvents,
    notifyCallbacks,
    onMessageSetter: (callback) => {
      messageCallback = callback
    },
  })

  const globals: Record<string, unknown> = {
    figma,
    __html__: facts.html,
    __uiFiles__: {},
    fetch,
    console: {
      log: log('log'),
      error: log('error'),
      assert: (condition: unknown, ...values: unknown[]) => {
        if (!condition) log('assert')(...values)
      },
      info: log('info'),
      warn: log('warn'),
      clear: log('clear'),
    },
    setTimeout: (callback: unknown, delayMs: unknown, ...values: unknown[]) =>
      addTimer(callback, delayMs, false, values),
    setInterval: (callback: unknown, delayMs: unknown, ...values: unknown[]) =>
      addTimer(callback, delayMs, true, values),
    clearTimeout: clearTimer,
    clearInterval: clearTimer,
  }
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: false, writable: false, enumerable: true })
  }

  /** Changes come with references; a node that is gone is a plain description. */
  function wrapChange(change: unknown): unknown {
    const { ref, isRemoved, ...rest } = change as { ref: NodeRef; isRemoved: boolean }
    const node = isRemoved ? { removed: true, id: ref.id, type: ref.type } : nodes.wrap(ref)
    return { ...rest, node }
  }

  const deliver: Record<string, (...values: never[]) => unknown> = {
    settle: (ticket: number, isOk: boolean, value: unknown) => link.settle(ticket, isOk, value),
    timer: (id: number) => run(() => timers.get(id)?.()),
    message: (message: unknown, origin: string) => {
      const properties = { origin }
      if (typeof messageCallback === 'function') {
        const callback = messageCallback
        run(() => callback(message, properties))
      }
      uiEvents.emit('message', [message, properties])
    },
    event: (type: string, values: unknown[]) => events.emit(type, values).includes(false),
    changes: (changes: unknown[]) =>
      events.emit('documentchange', [{ documentChanges: changes.map(wrapChange) }]),
    'page-changes': (pageId: string, changes: unknown[]) =>
      pageEvents.get(pageId)?.emit('nodechange', [{ nodeChanges: changes.map(wrapChange) }]),
    drop: (event: Record<string, unknown> & { files: { bytes: Uint8Array }[] }) => {
      const files = event.files.map(({ bytes, ...file }) => ({
        ...file,
        getBytesAsync: async () => bytes,
        getTextAsync: async () => link.call('decode-text', bytes),
      }))
      return events.emit('drop', [{ ...event, node: nodes.wrap(event.node), files }]).includes(false)
    },
    'notification-pressed': (id: number) => run(() => notifyCallbacks.get(id)?.press()),
    'notification-gone': (id: number, reason: string) => run(() => notifyCallbacks.get(id)?.dequeue(reason)),
  }

  return (raw) => {
    const [kind, ...values] = link.receive(raw) as [string, ...never[]]
    return JSON.stringify(deliver[kind]?.(...values) === true)
  }
}
