import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { combineBlobs } from '../../../../relay/blobs/blobs.ts'
import { PIECE_BYTES } from '../../../../relay/blobs/pieces.ts'
import { createRivyaClient, type RivyaClient } from '../../../../relay/rivya/client.ts'
import { type Multipart, makeMultipart } from '../../../../relay/rivya/multipart.ts'
import { type Database, openDatabase } from '../../../../relay/store/database.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { createRivyaCopies } from '../../../../relay/work/hand-over/rivya-copies.ts'
import { answerJson, startScriptedServer } from '../../rivya/scripted-server.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { addToken, makePng, NOON, PNG_HEADER, sha256 } from '../../support/samples.ts'

const never = new AbortController().signal
const LARGEST = 10_000_000

let directory: string
let database: Database
let personId: string
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'relay-copies-'))
  database = await openDatabase({ kind: 'sqlite', directory })
  personId = (await addToken(database)).id
})
afterEach(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

async function save(size: number, seed: number): Promise<string> {
  const data = makePng(size, seed)
  await saveUpload(database, personId, { id: sha256(data), header: PNG_HEADER, data }, NOON)
  return sha256(data)
}

it('are read no further ahead of Rivya than two pieces each, however large they are and however slow it is', async () => {
  const ids = await Promise.all(Array.from({ length: 8 }, (_, seed) => save(LARGEST, seed)))
  let heldBytes = 0
  let mostBytes = 0
  let reading = 0
  const { beside } = database.blobs
  const counted = {
    ...beside,
    async read(...piece: Parameters<typeof beside.read>) {
      reading += 1
      const data = await beside.read(...piece)
      reading -= 1
      heldBytes += data?.length ?? 0
      mostBytes = Math.max(mostBytes, heldBytes)
      return data
    },
  }
  const forms: Multipart[] = []
  /** Takes a little of each form in turn, as sockets do. */
  const uploadFile: RivyaClient['uploadFile'] = async (file) => {
    const form = makeMultipart(file, {})
    forms.push(form)
    while (forms.length < ids.length) await turn()
    let total = 0
    for await (const part of form.body as AsyncIterable<Uint8Array>) {
      // All that is read ahead of itself has been read.
      for (let quiet = 0; quiet < 20; quiet = reading > 0 ? 0 : quiet + 1) await turn()
      heldBytes -= part.length
      total += part.length
    }
    expect(total).toBe(Number(form.headers['content-length']))
    return { kind: 'uploaded', url: 'https://files.test/1' }
  }
  const slow = { ...database, blobs: combineBlobs(counted, null) }
  const copies = createRivyaCopies(slow, { uploadFile } as RivyaClient, createManualClock(NOON))
  const outcomes = await Promise.all(ids.map((id) => copies.link(id, 'r', never)))
  expect(outcomes.map(({ kind }) => kind)).toEqual(ids.map(() => 'uploaded'))
  expect(mostBytes).toBeGreaterThan(0)
  expect(mostBytes).toBeLessThanOrEqual(8 * 2 * PIECE_BYTES)
})

it('arrive whole, or not at all where the bytes are damaged; the same bytes once more mend it', async () => {
  const server = await startScriptedServer(answerJson(201, { url: 'https://files.test/1' }))
  const rivya = createRivyaClient({ baseUrl: server.url, apiKey: 'rvya_sk_0123456789abcdef' })
  const clock = createManualClock(NOON)
  const copies = createRivyaCopies(database, rivya, clock)
  const uploaded = { kind: 'uploaded', url: 'https://files.test/1', at: expect.any(Number) }
  const gone = { kind: 'refused', code: 'validation_failed', reason: 'upload not found' }
  try {
    for (const size of [1000, 3 * PIECE_BYTES + 1]) {
      const id = await save(size, 1)
      const path = join(directory, 'blobs', id)
      expect(await copies.link(id, 'r', never)).toEqual(uploaded)
      const [call] = server.received.splice(0)
      const sent = await new Response(new Uint8Array(call?.bytes ?? []), {
        headers: { 'content-type': call?.headers['content-type'] ?? '' },
      }).formData()
      const file = sent.get('file')
      expect(file instanceof File && sha256(new Uint8Array(await file.arrayBuffer()))).toBe(id)

      clock.advance(6 * 60_000)
      const bytes = readFileSync(path)
      bytes[size - 1] = (bytes[size - 1] ?? 0) ^ 1
      for (const damage of [bytes, bytes.subarray(0, size - 10), bytes.subarray(0, 0)]) {
        writeFileSync(path, damage)
        expect(await copies.link(id, 'r', never)).toMatchObject(gone)
        expect(server.received).toEqual([])
        expect(await save(size, 1)).toBe(id)
        expect(await copies.link(id, 'r', never)).toEqual(uploaded)
        server.received.splice(0)
        clock.advance(6 * 60_000)
      }
      rmSync(path)
      expect(await copies.link(id, 'r', never)).toMatchObject(gone)
    }
  } finally {
    await rivya.close()
    await server.close()
  }
})
