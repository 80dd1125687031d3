import { once } from 'node:events'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { errorBody } from '../../../../contract/relay-api.ts'
import { Blocks } from '../../../../relay/blocks.ts'
import { createApp } from '../../../../relay/http/app.ts'
import { createRoomCheck } from '../../../../relay/store/uploads/room.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { addToken, drawPng, makePng, NOON, sha256 } from '../../support/samples.ts'
import { startWholeRelay, type WholeRelay } from '../../support/whole-relay.ts'

let relay: WholeRelay
beforeAll(async () => {
  relay = await startWholeRelay()
})
afterAll(() => relay.close())

const upload = (body: Uint8Array<ArrayBuffer>, bearer?: string) =>
  relay.call('/v1/uploads', { method: 'POST', body, ...(bearer === undefined ? {} : { bearer }) })

const codeOf = async (response: Response) => {
  const { error } = v.parse(errorBody, await response.json())
  return [response.status, error.code]
}

it('answers new bytes with 201 and the same bytes again with 200 and the same id', async () => {
  const body = drawPng(1)
  const first = await upload(body)
  expect(first.status).toBe(201)
  const answer = await first.json()
  expect(answer).toEqual({
    id: sha256(body),
    mime_type: 'image/png',
    bytes: body.length,
    width: 8,
    height: 8,
  })
  const again = await upload(body)
  expect([again.status, await again.json()]).toEqual([200, answer])
})

it('gives back a large one piece by piece, and breaks off rather than give damaged bytes', async () => {
  const body = makePng(5_000_000, 11)
  const { id } = (await (await upload(body)).json()) as { id: string }
  const read = async () => sha256(new Uint8Array(await (await relay.call(`/v1/uploads/${id}`)).arrayBuffer()))
  expect(await read()).toBe(id)
  const damaged = new Uint8Array(body)
  damaged[4_999_999] = 1
  await relay.database.blobs.put(id, damaged)
  await expect(read()).rejects.toThrow()
  expect((await upload(body)).status).toBe(200)
  expect(await read()).toBe(id)
})

it('does not tell one user that another has sent the same bytes', async () => {
  const body = drawPng(2)
  expect((await upload(body)).status).toBe(201)
  expect((await upload(body, relay.others.other)).status).toBe(201)
})

it('gives the bytes back to who has sent them, and to nobody else', async () => {
  const body = drawPng(4)
  const { id } = (await (await upload(body)).json()) as { id: string }
  const read = await relay.call(`/v1/uploads/${id}`)
  expect([read.status, read.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(new Uint8Array(await read.arrayBuffer())).toEqual(body)
  const stranger = await relay.call(`/v1/uploads/${id}`, { bearer: relay.others.other })
  expect(await codeOf(stranger)).toEqual([404, 'not_found'])
  expect(await codeOf(await relay.call(`/v1/uploads/${'0'.repeat(64)}`))).toEqual([404, 'not_found'])
})

it('goes by the signature, not by what the header says', async () => {
  const headers = { 'content-type': 'image/webp' }
  const png = await relay.call('/v1/uploads', { method: 'POST', body: drawPng(3), headers })
  expect(await png.json()).toMatchObject({ mime_type: 'image/png' })
  const text = await relay.call('/v1/uploads', { method: 'POST', body: 'hello', headers })
  expect(await codeOf(text)).toEqual([415, 'unsupported_media_type'])
  expect(await codeOf(await upload(new Uint8Array(0)))).toEqual([415, 'unsupported_media_type'])
})

it('takes exactly ten million bytes and not one more', async () => {
  expect((await upload(makePng(10_000_000))).status).toBe(201)
  expect(await codeOf(await upload(makePng(10_000_001)))).toEqual([413, 'payload_too_large'])
})

it('refuses a picture that claims more pixels than any reference needs', async () => {
  expect(await codeOf(await upload(makePng(64, 0, 30_000, 30_000)))).toEqual([400, 'validation_failed'])
})

it('counts a body that comes in pieces without a length', async () => {
  const pieces = async (count: number) => {
    let sent = 0
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(sent === 0 ? makePng(100_000, count) : new Uint8Array(100_000))
        sent += 1
        if (sent === count) controller.close()
      },
    })
    const init = { method: 'POST', headers: { authorization: relay.bearer }, body, duplex: 'half' }
    return fetch(`${relay.url}/v1/uploads`, init as RequestInit)
  }
  const fine = await pieces(3)
  expect([fine.status, await fine.json()]).toEqual([201, expect.objectContaining({ bytes: 300_000 })])
  expect(await codeOf(await pieces(101))).toEqual([413, 'payload_too_large'])
})

it('refuses a claimed length at once, before the body is sent', async () => {
  const socket = connect(relay.port, '127.0.0.1')
  socket.write(
    `POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: ${relay.bearer}\r\nContent-Length: 99999999\r\n\r\n`,
  )
  const [head] = await once(socket, 'data')
  expect(String(head)).toMatch(/^HTTP\/1\.1 413 /)
  socket.destroy()
})

it('lets everyone by while one user has many slow uploads open', async () => {
  const answers: string[] = []
  const slow = Array.from({ length: 20 }, () => {
    const socket = connect(relay.port, '127.0.0.1')
    socket.on('error', () => undefined)
    socket.on('data', (data) => answers.push(String(data).split('\r\n', 1)[0] ?? ''))
    socket.write(
      `POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: ${relay.bearer}\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\nabc`,
    )
    return socket
  })
  // So the relay has seen them all; their bodies never come.
  await expect.poll(() => answers).toHaveLength(20)
  expect((await upload(drawPng(4), relay.others.other)).status).toBe(201)
  expect(new Set(answers)).toEqual(new Set(['HTTP/1.1 100 Continue']))
  const closed = slow.map((socket) => once(socket, 'close'))
  for (const socket of slow) socket.destroy()
  await Promise.all(closed)
  expect((await upload(drawPng(5))).status).toBe(201)
})

it('keeps the bytes of uploads that come at once and after each other apart', async () => {
  const sizes = [2_000_000, 900_000, 5000, 1_500_000, 70_000, 64]
  const bearers = [relay.bearer, relay.others.other]
  for (const round of [1, 2]) {
    const bodies = sizes.flatMap((size, index) =>
      bearers.map((_, user) => makePng(size, round * 100 + 10 * index + user)),
    )
    const answers = await Promise.all(bodies.map((body, index) => upload(body, bearers[index % 2])))
    expect(answers.map(({ status }) => status)).toEqual(bodies.map(() => 201))
    for (const body of bodies) {
      const kept = await relay.database.blobs.readWhole(sha256(body))
      expect(kept?.length).toBe(body.length)
    }
  }
})

it('gives every block of memory back once, however an upload ends', async () => {
  const take = vi.spyOn(Blocks.prototype, 'take')
  const give = vi.spyOn(Blocks.prototype, 'give')
  await upload(makePng(1000, 7001))
  await upload(makePng(1000, 7001))
  await upload(new Uint8Array(1000))
  await upload(makePng(10_000_001))
  const socket = connect(relay.port, '127.0.0.1')
  socket.write(
    `POST /v1/uploads HTTP/1.1\r\nHost: x\r\nAuthorization: ${relay.bearer}\r\nContent-Length: 5000\r\n\r\nabc`,
  )
  await expect.poll(() => take).toHaveBeenCalledTimes(5)
  socket.destroy()
  await expect.poll(() => give).toHaveBeenCalledTimes(5)
  // Compared one by one: the matchers would go through each of their bytes.
  const taken = take.mock.results.map(({ value }) => value)
  expect(give.mock.calls.map(([block], index) => block === taken[index])).toEqual(Array(5).fill(true))
  vi.restoreAllMocks()
})

it('hands bytes on to Rivya while nobody has pressed yet, the same ones, and once', async () => {
  const body = drawPng(6)
  const { id } = (await (await upload(body)).json()) as { id: string }
  const copies = () => relay.standIn.inspection.files().filter((file) => sha256(file.bytes) === id)
  await expect.poll(() => copies()).toHaveLength(1)
  const generation = await relay.start(
    { prompt: 'A mug', aspect_ratio: '1:1', resolution: '1K', references: [{ upload_id: id, name: 'Mug' }] },
    'upload-test-1',
  )
  expect((await relay.awaitEnd(generation)).status).toBe('succeeded')
  expect(copies()).toHaveLength(1)
  expect(relay.standIn.inspection.tasks()[0]?.references.map((file) => sha256(file.bytes))).toEqual([id])
  expect(relay.standIn.inspection.tasks()[0]?.createdAt).toBeGreaterThan(NOON)
})

it('takes none while the disk is nearly full, since paid images need what is left', async () => {
  const idle = await makeIdleDependencies()
  const app = createApp({ ...idle.dependencies, hasRoom: async () => false })
  const { bearer } = await addToken(idle.database)
  const init = { method: 'POST', headers: { authorization: bearer }, body: drawPng(7) }
  const response = await app.request('/v1/uploads', init)
  expect(response.status).toBe(500)
  const { error } = v.parse(errorBody, await response.json())
  expect(error).toMatchObject({ code: 'internal', message: expect.stringContaining('disk') })
  await idle.close()
})

describe('the room for references', () => {
  it('ends where the reserve for paid images begins', async () => {
    const hasRoom = (freeBytes: number) =>
      createRoomCheck({ kind: 'sqlite', directory: '/data' }, async () => freeBytes)()
    expect(await hasRoom(100_000_000)).toBe(true)
    expect(await hasRoom(99_999_999)).toBe(false)
  })

  it('is read from the disk of the directory, and is none of ours with Postgres', async () => {
    expect(await createRoomCheck({ kind: 'sqlite', directory: tmpdir() })()).toEqual(expect.any(Boolean))
    await expect(createRoomCheck({ kind: 'sqlite', directory: '/none/such' })()).rejects.toThrow('ENOENT')
    expect(await createRoomCheck({ kind: 'postgres', url: '' }, async () => 0)()).toBe(true)
  })
})
