/** The built relay on a disk that refuses what it had taken: it says so, ends, and goes on where it was. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startStandIn } from '../../../playground/rivya/stand-in.ts'
import { buildRelay } from '../../chaos/support/relay-process.ts'
import { createBuiltToken, startBuiltRelay } from '../support/built-relay.ts'
import { PROMPT } from '../support/samples.ts'

/** `fdatasync` fails for as long as the file of that name is there; what is written from a file's first byte on is noted beside it. */
const FAILING_DISK = `
import { existsSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
const file = await open(process.execPath)
const prototype = Object.getPrototypeOf(file)
await file.close()
const { datasync, write } = prototype
prototype.write = function (bytes, offset, length, at) {
  if (at === 0) writeFileSync(process.env.DISK_FAILS + '-renewed', '')
  return write.call(this, bytes, offset, length, at)
}
prototype.datasync = function () {
  if (!existsSync(process.env.DISK_FAILS)) return datasync.call(this)
  return Promise.reject(Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' }))
}
`

let directory: string
beforeAll(async () => {
  directory = await buildRelay()
})
afterAll(() => rmSync(directory, { recursive: true, force: true }))

it('ends with a line that says why, has lost nothing when it is started anew, and does not start while it lasts', async () => {
  const data = mkdtempSync(join(tmpdir(), 'relay-disk-'))
  const preload = join(directory, 'failing-disk.mjs')
  const fails = join(data, 'disk-fails')
  writeFileSync(preload, FAILING_DISK)
  const standIn = await startStandIn({ switches: { longerSidePx: 64 } })
  const env = {
    RIVYA_API_KEY: standIn.key,
    RIVYA_BASE_URL: standIn.url,
    DATA_DIR: data,
    HOST: '127.0.0.1',
    NODE_OPTIONS: `--import ${pathToFileURL(preload).href}`,
    DISK_FAILS: fails,
  }
  const authorization = createBuiltToken({ directory, env })
  const press = (url: string) =>
    fetch(`${url}/v1/generations`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': 'disk-test-key' },
      body: JSON.stringify(PROMPT),
    })

  const relay = await startBuiltRelay({ directory, env })
  writeFileSync(fails, '')
  const refused = await press(relay.url)
  expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '5'])
  expect((await refused.json()).error.code).toBe('internal')
  expect(await relay.exited).toBe(1)
  expect(relay.output()).toContain('"level":"fatal"')
  expect(relay.output()).toContain('the disk did not take the database')

  rmSync(fails)
  rmSync(`${fails}-renewed`)
  const next = await startBuiltRelay({ directory, env })
  // What the disk had refused was written once more: from the log's first byte, before anybody was let in.
  expect(existsSync(`${fails}-renewed`)).toBe(true)
  // The same press, as a panel repeats it.
  const { id } = await (await press(next.url)).json()
  const listed = await fetch(`${next.url}/v1/generations`, { headers: { authorization } })
  expect((await listed.json()).generations).toMatchObject([{ id }])
  next.signal('SIGKILL')
  await next.exited

  writeFileSync(fails, '')
  await expect(startBuiltRelay({ directory, env })).rejects.toThrow(
    'DATA_DIR: the database can not be opened (the disk did not take the database)',
  )
  await standIn.close()
  rmSync(data, { recursive: true, force: true })
})
