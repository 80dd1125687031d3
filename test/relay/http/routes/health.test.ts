import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { createApp } from '../../../../relay/http/app.ts'
import type { AppDependencies } from '../../../../relay/http/dependencies.ts'
import { type IdleApp, makeIdleDependencies } from '../../support/idle-app.ts'

let idle: IdleApp
beforeEach(async () => {
  idle = await makeIdleDependencies()
})
afterEach(() => idle.close())

async function readReady(changes: Partial<AppDependencies> = {}) {
  const response = await createApp({ ...idle.dependencies, ...changes }).request('/readyz')
  return { status: response.status, body: await response.json() }
}

it('a relay is ready as long as a press could be written', async () => {
  expect(await readReady()).toEqual({ status: 200, body: { status: 'ok' } })
})

it('is not ready when the database takes nothing', async () => {
  const probe = () => Promise.reject(new Error('attempt to write a readonly database'))
  const database = { ...idle.database, probe }
  expect(await readReady({ database })).toEqual({ status: 503, body: { status: 'no database' } })
})

it('is not ready on a full disk, and is while there is room for presses but not for references', async () => {
  const hasRoom =
    (free: number) =>
    async (bytes = 100_000_000) =>
      free >= bytes
  expect((await readReady({ hasRoom: hasRoom(900_000) })).status).toBe(503)
  expect((await readReady({ hasRoom: hasRoom(2_000_000) })).status).toBe(200)
})

it('asks the database once for all who ask at the same time or soon after', async () => {
  const probe = vi.fn(idle.database.probe)
  const app = createApp({ ...idle.dependencies, database: { ...idle.database, probe } })
  const ask = async () => (await app.request('/readyz')).status
  expect(await Promise.all(Array.from({ length: 20 }, ask))).toEqual(Array(20).fill(200))
  expect(await ask()).toBe(200)
  expect(probe).toHaveBeenCalledTimes(1)
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1001)
  await ask()
  expect(probe).toHaveBeenCalledTimes(2)
  vi.restoreAllMocks()
})

it('answers after three seconds although the database says nothing', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const answer = readReady({ database: { ...idle.database, probe: () => new Promise(() => undefined) } })
  await vi.advanceTimersByTimeAsync(3000)
  expect((await answer).status).toBe(503)
  vi.useRealTimers()
})
