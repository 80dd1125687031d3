/** A caller who knows what to do when the relay is gone for a moment: wait until it is up and ask the same again. */
import * as v from 'valibot'
import * as api from '../../../contract/relay-api.ts'

export type PatientClient = ReturnType<typeof createPatientClient>

/** Rejects when no answer came. */
export type Send = (path: string, init: RequestInit) => Promise<Response>
type Told = { status: number; bytes: Uint8Array<ArrayBuffer> }

/** So often is a question asked that never comes back with an answer. */
const MAX_ATTEMPTS = 200

export function sendTo(url: string): Send {
  return (path, init) => fetch(url + path, init)
}

/**
 * @param sends to one relay or to several, which are asked in turn
 * @param whenUp resolves when asking makes sense again
 * @param faultsAllowed so often in a row a relay may answer that it had a fault of its own; it is asked again then, with
 *   the same key, as the panel does
 */
export function createPatientClient(
  sends: readonly [Send, ...Send[]],
  bearer: string,
  whenUp: () => Promise<void>,
  faultsAllowed = 0,
) {
  let turn = 0

  async function ask(path: string, init: RequestInit = {}): Promise<Told> {
    for (let attempt = 1; ; attempt += 1) {
      const send = sends[turn % sends.length] ?? sends[0]
      turn += 1
      try {
        const answer = await send(path, { ...init, headers: { ...init.headers, authorization: bearer } })
        const bytes = new Uint8Array(await answer.arrayBuffer())
        if (answer.status < 500 || attempt > faultsAllowed) return { status: answer.status, bytes }
      } catch (error) {
        if (attempt === MAX_ATTEMPTS) throw error
        await whenUp()
      }
    }
  }

  async function read<S extends v.GenericSchema>(schema: S, path: string, init?: RequestInit) {
    const { status, bytes } = await ask(path, init)
    const text = new TextDecoder().decode(bytes)
    if (status >= 300) throw new Error(`${init?.method ?? 'GET'} ${path}: ${status} ${text}`)
    return v.parse(schema, JSON.parse(text))
  }

  const events = (after: string | null) =>
    read(api.eventPage, `/v1/events?wait=25${after === null ? '' : `&after=${after}`}`)
  const readGeneration = (id: string) => read(api.generation, `/v1/generations/${id}`)

  return {
    me: () => read(api.me, '/v1/me'),
    async upload(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
      const headers = { 'content-type': 'image/png' }
      return (await read(api.upload, '/v1/uploads', { method: 'POST', headers, body: bytes })).id
    },
    generate: (key: string, body: api.CreateGeneration) =>
      read(api.generation, '/v1/generations', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
      }),
    readGeneration,
    events,
    list: async () => (await read(api.generationPage, '/v1/generations?limit=200')).generations,
    async image(id: string, number = 0): Promise<Uint8Array> {
      const { status, bytes } = await ask(`/v1/generations/${id}/images/${number}`)
      if (status !== 200) throw new Error(`image ${number} of ${id}: ${status}`)
      return bytes
    },

    /**
     * Follows the news until each has ended.
     *
     * @param isLate called after every answer; throw there to give up
     */
    async waitUntilEnded(ids: readonly string[], isLate: () => boolean): Promise<api.Generation[]> {
      const ended = new Map<string, api.Generation>()
      const take = (generation: api.Generation) => {
        if (isFinal(generation.status)) ended.set(generation.id, generation)
      }
      let { cursor } = await events(null)
      // What had ended before the cursor is in no later news.
      for (const id of ids) take(await readGeneration(id))
      while (!ids.every((id) => ended.has(id))) {
        if (isLate()) {
          const states = (await Promise.all(ids.map(readGeneration))).map(
            ({ id, status }) => `${id} ${status}`,
          )
          throw new Error(`stuck: ${states.join(', ')}`)
        }
        const page = await events(cursor)
        cursor = page.cursor
        page.generations.forEach(take)
      }
      return ids.flatMap((id) => ended.get(id) ?? [])
    },
  }
}

export function isFinal(status: api.GenerationStatus): boolean {
  return api.FINAL_STATUSES.some((final) => final === status)
}
