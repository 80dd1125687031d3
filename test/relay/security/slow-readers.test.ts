import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createApp } from '../../../relay/http/app.ts'
import { type Listening, serve } from '../../../relay/http/serve.ts'
import { type IdleApp, makeIdleDependencies } from '../support/idle-app.ts'
import { accept, addToken, keepImages, makePng, PNG_HEADER, sha256 } from '../support/samples.ts'

/** More than the buffers of both ends of a connection hold, so that the rest has to stay in the relay. */
const LARGE = 30_000_000

let idle: IdleApp
let listening: Listening
beforeAll(async () => {
  idle = await makeIdleDependencies()
  listening = await serve(createApp(idle.dependencies), ['127.0.0.1'], 0)
})
afterAll(async () => {
  await listening.close(0)
  await idle.close()
})

async function addImage(bytes: Uint8Array): Promise<{ bearer: string; path: string }> {
  const { id: personId, bearer } = await addToken(idle.database)
  const { id } = await accept(idle.database, personId)
  await keepImages(idle.database, id, [{ header: PNG_HEADER, bytes }])
  return { bearer, path: `/v1/generations/${id}/images/0` }
}

/** Takes the beginning of an image and then no more. @returns those that have got theirs, in this order */
function readSlowly(readers: { bearer: string; path: string }[]): { started: Socket[]; close: () => void } {
  const started: Socket[] = []
  const sockets = readers.map(({ bearer, path }) => {
    const socket = connect(listening.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.once('data', () => {
      socket.pause()
      started.push(socket)
    })
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${bearer}\r\n\r\n`)
    return socket
  })
  return {
    started,
    close() {
      for (const socket of sockets) socket.destroy()
    },
  }
}

it('hold a part of the places for images, and nobody else', async () => {
  const ada = await addImage(makePng(LARGE))
  const ben = await addImage(makePng(64))
  const { started, close } = readSlowly(Array(10).fill(ada))
  await expect.poll(() => started.length).toBe(4)

  const url = `http://127.0.0.1:${listening.port}${ben.path}`
  const answer = await fetch(url, { headers: { authorization: ben.bearer } })
  expect((await answer.arrayBuffer()).byteLength).toBe(64)
  // None of the six that wait.
  expect(started).toHaveLength(4)

  // Who has taken it all, or is gone, lets the next one in.
  started[0]?.destroy()
  started[1]?.resume()
  await expect.poll(() => started.length).toBe(6)
  close()
})

it('keep a piece of their image in memory, not all of it', async () => {
  const people = []
  for (let each = 0; each < 8; each += 1) people.push(await addImage(makePng(LARGE)))
  const before = process.memoryUsage().arrayBuffers
  const { started, close } = readSlowly(people.flatMap((person) => Array(4).fill(person)))
  await expect.poll(() => started.length).toBe(32)
  const heldBytes = process.memoryUsage().arrayBuffers - before
  close()
  // The pieces, and of garbage what has not been collected yet; whole images would be 960 MB.
  expect(heldBytes).toBeLessThan(300_000_000)
})

it('get every byte, whatever the pieces, and a broken connection when it is deleted meanwhile', async () => {
  const bytes = makePng(3_500_001)
  for (let at = 28; at < bytes.length; at += 1) bytes[at] = (at * 31) % 251
  const ada = await addImage(bytes)
  const get = () =>
    fetch(`http://127.0.0.1:${listening.port}${ada.path}`, { headers: { authorization: ada.bearer } })
  const whole = await get()
  expect(whole.headers.get('content-length')).toBe(String(bytes.length))
  expect(sha256(new Uint8Array(await whole.arrayBuffer()))).toBe(sha256(bytes))

  const png = makePng(LARGE)
  const large = await addImage(png)
  const { started, close } = readSlowly([large])
  await expect.poll(() => started.length).toBe(1)
  const ended = new Promise((resolve) => started[0]?.once('close', resolve))
  const taken: number[] = []
  started[0]?.on('data', (data) => taken.push(data.length))
  started[0]?.pause()
  const error = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  await idle.database.blobs.delete(sha256(png))
  started[0]?.resume()
  await ended
  expect(taken.reduce((sum, length) => sum + length, 0)).toBeLessThan(LARGE)
  error.mockRestore()
  close()
})
