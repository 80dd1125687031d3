import { connect } from 'node:net'
import { Hono } from 'hono'
import { expect, it } from 'vitest'
import { readBody } from '../../../../relay/http/bodies/read-body.ts'
import { incomingOf, type RelayEnv } from '../../../../relay/http/env.ts'
import { serve } from '../../../../relay/http/serve.ts'
import { makePng, sha256 } from '../../support/samples.ts'

const LIMITS = { maxBytes: 1_000_000, idleMs: 10_000, totalMs: 20_000 }

/** Answers with the hash of what it has read, and keeps the pieces. */
function makeApp(block?: Uint8Array<ArrayBuffer>) {
  const pieces: Uint8Array[] = []
  const lengths: number[] = []
  const app = new Hono<RelayEnv>()
  app.post('/', async (c) => {
    const onChunk = (piece: Uint8Array) => {
      pieces.push(piece)
      lengths.push(piece.length)
    }
    const body = await readBody(c, LIMITS, { onChunk, ...(block === undefined ? {} : { block }) })
    if (!(body instanceof Uint8Array)) return c.text(body.message ?? '', 400)
    if (block !== undefined) expect(body.buffer).toBe(block.buffer)
    return c.text(sha256(body))
  })
  return { app, pieces, lengths }
}

const send = (body: Uint8Array<ArrayBuffer>) => ({ method: 'POST', body })
const sum = (lengths: number[]) => lengths.reduce((total, length) => total + length, 0)

it('gives the memory of what came over a socket back as soon as it was taken in', async () => {
  const { app, pieces, lengths } = makeApp()
  const listening = await serve(app, ['127.0.0.1'], 0)
  const body = makePng(500_000)
  const response = await fetch(listening.urls[0] ?? '', send(body))
  expect(await response.text()).toBe(sha256(body))
  expect(sum(lengths)).toBe(body.length)
  expect(pieces.map((piece) => piece.length)).toEqual(lengths.map(() => 0))
  await listening.close(0)
})

it('leaves what somebody else may hold as it is', async () => {
  const { app, pieces, lengths } = makeApp()
  const kept = makePng(1000)
  const body = new ReadableStream({
    start(controller) {
      controller.enqueue(kept)
      controller.close()
    },
  })
  const init = { method: 'POST', body, duplex: 'half' }
  const response = await app.request('/', init)
  expect(await response.text()).toBe(sha256(kept))
  expect(pieces.map((piece) => piece.length)).toEqual(lengths)
})

it('puts one body after another into the same block', async () => {
  const { app } = makeApp(new Uint8Array(LIMITS.maxBytes))
  for (const body of [
    makePng(LIMITS.maxBytes),
    makePng(1000),
    makePng(LIMITS.maxBytes + 1),
    makePng(70_000),
  ]) {
    const text = await (await app.request('/', send(body))).text()
    expect(text).toBe(
      body.length > LIMITS.maxBytes ? 'The body must be at most 1000000 bytes.' : sha256(body),
    )
  }
})

it('waits for nothing more from a client that left before its body was asked for', async () => {
  const app = new Hono<RelayEnv>()
  const answer = new Promise((resolve) => {
    app.post('/', async (c) => {
      const incoming = incomingOf(c)
      if (incoming !== undefined && !incoming.destroyed)
        await new Promise((left) => incoming.once('error', left))
      const startedAt = performance.now()
      resolve([await readBody(c, LIMITS), performance.now() - startedAt < LIMITS.idleMs])
      return c.text('')
    })
  })
  const listening = await serve(app, ['127.0.0.1'], 0)
  const socket = connect(listening.port, '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\n\r\nabc')
  socket.end()
  expect(await answer).toEqual([{ code: 'validation_failed', message: 'The body broke off.' }, true])
  socket.destroy()
  await listening.close(0)
})
