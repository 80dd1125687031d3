/** `figma.notify` and `figma.openExternal`. */
import * as v from 'valibot'
import { parseField } from '../file/paints.ts'
import type { Environment, HostNotification } from '../host.ts'
import type { Operations } from '../run/sandbox.ts'

const DEFAULT_TIMEOUT_MS = 3000
const MAX_MESSAGE_LENGTH = 100

const notifyOptions = v.object({
  timeout: v.optional(v.number(), DEFAULT_TIMEOUT_MS),
  error: v.optional(v.boolean(), false),
  buttonText: v.optional(v.string()),
})

type Told = {
  pressed(id: number): void
  gone(id: number, reason: 'timeout' | 'dismiss' | 'action_button_click'): void
  notified(notification: HostNotification): void
  linkOpened(url: string): void
}

export function createNotices(environment: Environment, told: Told) {
  const timers = new Map<number, unknown>()

  function end(id: number, reason: 'timeout' | 'dismiss' | 'action_button_click'): void {
    const timer = timers.get(id)
    if (timer === undefined) return
    environment.clearTimer(timer)
    timers.delete(id)
    told.gone(id, reason)
  }

  const operations: Operations = {
    notify: (id: number, message: unknown, value: unknown) => {
      const text = parseField(v.string(), message, 'notify', 'message')
      if (text.length > MAX_MESSAGE_LENGTH) {
        throw new Error(`in notify: The message is longer than ${MAX_MESSAGE_LENGTH} characters`)
      }
      const { timeout, error, buttonText } = parseField(notifyOptions, value, 'notify', 'options')
      // Infinity is Figma's way to let it stand until it is dismissed.
      const isEndless = timeout === Number.POSITIVE_INFINITY
      timers.set(id, isEndless ? null : environment.setTimer(() => end(id, 'timeout'), timeout))
      told.notified({
        message: text,
        isError: error,
        timeoutMs: timeout,
        buttonText: buttonText ?? null,
        press: () => {
          if (buttonText === undefined || !timers.has(id)) return
          told.pressed(id)
          end(id, 'action_button_click')
        },
      })
    },
    'cancel-notification': (id: number) => end(id, 'dismiss'),
    'open-external': (url: unknown) => {
      const address = parseField(v.pipe(v.string(), v.url()), url, 'openExternal', 'url')
      told.linkOpened(address)
    },
  }
  return {
    operations,
    cancelAll(): void {
      for (const timer of timers.values()) environment.clearTimer(timer)
      timers.clear()
    },
  }
}
