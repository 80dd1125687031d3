/** A stand-in for Rivya as its tests speak to it. */
import { afterEach, expect } from 'vitest'
import {
  DEFAULT_KEY,
  type StandIn,
  type StandInOptions,
  startStandIn,
} from '../../../playground/rivya/stand-in.ts'
import type { SwitchChanges } from '../../../playground/rivya/switches.ts'

export const START = Date.parse('2026-06-01T09:30:00.000Z')
const open: StandIn[] = []
afterEach(async () => {
  for (const standIn of open.splice(0)) await standIn.close()
})

/** A stand-in that paints small pictures, on a clock that the test moves. */
export async function start(switches: SwitchChanges = {}, options: StandInOptions = {}) {
  const clock = { ms: START }
  const standIn = await startStandIn({
    now: () => clock.ms,
    switches: { taskSeconds: 15, longerSidePx: 64, ...switches },
    ...options,
  })
  open.push(standIn)
  const call = (path: string, init: RequestInit = {}, key = DEFAULT_KEY) =>
    fetch(standIn.url + path, {
      redirect: 'manual',
      ...init,
      headers: { authorization: `Bearer ${key}`, ...init.headers },
    })
  return {
    standIn,
    call,
    passSeconds: (seconds: number) => {
      clock.ms += seconds * 1000
    },
    create: (body: unknown = GOOD, idempotencyKey?: string, key?: string) =>
      call(
        '/api/v1/generations',
        {
          method: 'POST',
          body: typeof body === 'string' ? body : JSON.stringify(body),
          headers: {
            'content-type': 'application/json',
            ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
          },
        },
        key,
      ),
    look: (id: string, key?: string) => call(`/api/v1/generations/${id}`, {}, key),
    upload: async (bytes: Uint8Array, fields: Record<string, string> = { kind: 'image' }) => {
      const form = new FormData()
      form.set('file', new File([new Uint8Array(bytes)], 'a.png', { type: 'image/png' }))
      for (const [name, value] of Object.entries(fields)) form.set(name, value)
      return call('/api/v1/files', { method: 'POST', body: form })
    },
  }
}

/** What is taken as it is. */
export const GOOD = { model: 'flux-2-pro', prompt: 'A mug', params: { aspectRatio: '4:3', resolution: '1K' } }

/** Status and code of a refusal in Rivya's envelope. */
export async function codeOf(response: Response): Promise<string> {
  const { error } = await response.json()
  expect(error.requestId).toMatch(/^req_/)
  return `${response.status} ${error.code}`
}
