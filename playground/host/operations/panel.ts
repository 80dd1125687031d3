/** The plugin's window: `figma.showUI`, `figma.ui`, and the messages both ways. */
import * as v from 'valibot'
import { parseField } from '../file/paints.ts'
import type { Panel, PanelWindow } from '../host.ts'
import { makeTransfer } from '../inside/transfer.ts'
import type { Operations } from '../run/sandbox.ts'

const DEFAULT_SIZE = { width: 300, height: 200 }
const MIN_SIZE = { width: 70, height: 0 }

const showOptions = v.strictObject({
  visible: v.optional(v.boolean(), true),
  title: v.optional(v.string()),
  width: v.optional(v.number(), DEFAULT_SIZE.width),
  height: v.optional(v.number(), DEFAULT_SIZE.height),
  position: v.optional(v.strictObject({ x: v.number(), y: v.number() })),
  themeColors: v.optional(v.boolean(), false),
})

type Listener = (message: unknown) => void
type Waiter = {
  matches(message: unknown): boolean
  resolve(message: unknown): void
  reject(reason: Error): void
}

export type PanelPort = {
  panel: Panel
  operations: Operations
  /** The plugin has closed: the window goes, what waits for a message is told. */
  close(): void
}

/**
 * @param deliver brings a message into the sandbox; it is called in a later turn, as a real window does
 * @param changed the window appeared, changed or went
 */
export function createPanel(
  pluginName: string,
  deliver: (message: unknown) => void,
  changed: (window: PanelWindow | null) => void,
  report: (failure: string) => void,
): PanelPort {
  const transfer = makeTransfer(null)
  const listeners = new Set<Listener>()
  const waiters = new Set<Waiter>()
  let queue: unknown[] = []
  let messages: unknown[] = []
  let given = new Set<number>()
  let window: PanelWindow | null = null
  let generation = 0

  function set(next: PanelWindow | null): void {
    window = next
    changed(next)
  }
  function requireWindow(doing: string): PanelWindow {
    if (window === null) throw new Error(`in ${doing}: There is no UI. Call figma.showUI first`)
    return window
  }

  /** Hands over what is queued once somebody listens, in a turn of its own. */
  function flush(): void {
    const current = generation
    void Promise.resolve().then(() => {
      if (current !== generation || (listeners.size === 0 && waiters.size === 0)) return
      const ready = queue
      queue = []
      for (const message of ready) hand(message)
    })
  }
  function hand(message: unknown): void {
    const index = messages.push(message) - 1
    for (const listener of listeners) listener(message)
    for (const waiter of waiters) {
      if (given.has(index) || !waiter.matches(message)) continue
      given.add(index)
      waiters.delete(waiter)
      waiter.resolve(message)
    }
  }

  const panel: Panel = {
    get window() {
      return window
    },
    get messages() {
      return messages
    },
    send(message) {
      const current = generation
      try {
        const packed = transfer.pack(message)
        const copied = { text: packed.text, buffers: packed.buffers.map((bytes) => bytes.slice()) }
        void Promise.resolve().then(() => {
          if (current === generation && window !== null) deliver(transfer.unpack(copied))
        })
      } catch (error) {
        report(`A message from the iframe was not carried: ${error instanceof Error ? error.message : error}`)
      }
    },
    onMessage(listener) {
      listeners.add(listener)
      flush()
      return () => listeners.delete(listener)
    },
    receive(matches) {
      return new Promise((resolve, reject) => {
        const index = messages.findIndex((message, at) => !given.has(at) && matches(message))
        if (index >= 0) {
          given.add(index)
          resolve(messages[index])
          return
        }
        waiters.add({ matches, resolve, reject })
        flush()
      })
    },
  }

  const operations: Operations = {
    'show-ui': (html: unknown, value: unknown) => {
      const text = parseField(v.string(), html, 'showUI', 'html')
      const options = parseField(showOptions, value, 'showUI', 'options')
      messages = []
      given = new Set()
      queue = []
      set({
        html: text,
        title: options.title ?? pluginName,
        width: Math.max(MIN_SIZE.width, options.width),
        height: Math.max(MIN_SIZE.height, options.height),
        isVisible: options.visible,
        hasThemeColors: options.themeColors,
      })
    },
    'set-panel': (fields: { isVisible: boolean }) =>
      set({ ...requireWindow(fields.isVisible ? 'show' : 'hide'), ...fields }),
    'resize-panel': (width: unknown, height: unknown) =>
      set({
        ...requireWindow('resize'),
        width: Math.max(MIN_SIZE.width, parseField(v.number(), width, 'resize', 'width')),
        height: Math.max(MIN_SIZE.height, parseField(v.number(), height, 'resize', 'height')),
      }),
    'move-panel': () => void requireWindow('reposition'),
    'close-panel': () => {
      generation += 1
      set(null)
    },
    'post-message': (message: unknown) => {
      requireWindow('postMessage')
      // The sandbox's own packing has refused what can't be carried, but for the symbol, which only other calls may pass.
      transfer.pack(message)
      queue.push(message)
      flush()
    },
  }

  function close(): void {
    generation += 1
    queue = []
    for (const waiter of waiters) waiter.reject(new Error('The plugin closed before it sent such a message'))
    waiters.clear()
    if (window !== null) set(null)
  }

  return { panel, operations, close }
}
