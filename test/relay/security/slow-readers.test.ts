import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createApp } from '../../../relay/http/app.ts'
import { type Listening, serve } from '../../../relay/http/serve.ts'
import { insertImages } from '../../../relay/store/images.ts'
import { type IdleApp, makeIdleDependencies } from '../support/idle-app.ts'
import { accept, addToken, makePng, PNG_HEADER } from '../support/samples.ts'

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
  await idle.database.write((trx) => insertImages(trx, id, [{ header: PNG_HEADER, bytes }], 0))
  return { bearer, path: `/v1/generations/${id}/images/0` }
}

it('hold a part of the places for images, and nobody else', async () => {
  const ada = await addImage(makePng(LARGE))
  const ben = await addImage(makePng(64))
  const select = vi.spyOn(idle.database.query, 'selectFrom')
  const imagesRead = () => select.mock.calls.filter(([table]) => String(table) === 'images').length
  const sockets: Socket[] = []
  const openUnread = () => {
    const socket = connect(listening.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.pause()
    socket.write(`GET ${ada.path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${ada.bearer}\r\n\r\n`)
    sockets.push(socket)
  }
  for (let each = 0; each < 10; each += 1) openUnread()
  await expect.poll(imagesRead).toBe(4)

  const url = `http://127.0.0.1:${listening.port}${ben.path}`
  const answer = await fetch(url, { headers: { authorization: ben.bearer } })
  expect((await answer.arrayBuffer()).byteLength).toBe(64)
  // Ben's, and none of the six that wait.
  expect(imagesRead()).toBe(5)

  // Who has taken it all, or is gone, lets the next one in.
  sockets[0]?.destroy()
  sockets[1]?.resume()
  await expect.poll(imagesRead).toBe(7)
  for (const socket of sockets) socket.destroy()
})
