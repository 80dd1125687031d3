/** Calls to `/admin/api`. What comes back is parsed; what the relay refuses is thrown with its own sentence. */
import * as v from 'valibot'

export class Refused extends Error {
  readonly status: number

  constructor(status: number, sentence: string) {
    super(sentence)
    this.status = status
  }
}

export type AskRelay = {
  read: <S extends v.GenericSchema>(
    path: string,
    schema: S,
    signal?: AbortSignal,
  ) => Promise<v.InferOutput<S>>
  /** A file, to be kept. */
  load: (path: string) => Promise<Blob>
  /** Goes with the proof that it comes from this page. Without a schema there is nothing to read. */
  change: <S extends v.GenericSchema>(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: object,
    schema?: S,
  ) => Promise<v.InferOutput<S>>
}

const refusal = v.object({ error: v.object({ message: v.string() }) })

/**
 * @param proof null before there is a session
 * @param renew the proof of the session that this browser has now: another tab may have begun a new one
 */
export function createAskRelay(
  proof: string | null,
  renew: () => Promise<string | null> = async () => null,
): AskRelay {
  /** What was refused for its session has changed nothing, so it may be said again. */
  async function sendAs(path: string, makeInit: (proof: string | null) => RequestInit): Promise<Response> {
    try {
      return await send(path, makeInit(proof))
    } catch (error) {
      if (!(error instanceof Refused && [401, 403].includes(error.status))) throw error
      const next = await renew()
      if (next === null || next === proof) throw error
      return send(path, makeInit(next))
    }
  }
  return {
    read: async (path, schema, signal) =>
      v.parse(schema, await (await sendAs(path, () => ({ signal: signal ?? null }))).json()),
    load: async (path) => (await sendAs(path, () => ({}))).blob(),
    async change(method, path, body, schema) {
      const response = await sendAs(path, (known) => ({
        method,
        headers: {
          ...(known === null ? {} : { 'X-Admin-Proof': known }),
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }))
      return schema === undefined ? (undefined as never) : v.parse(schema, await response.json())
    },
  }
}

async function send(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(`/admin/api/${path}`, { ...init, credentials: 'same-origin' }).catch(
    (error: unknown) => {
      if (init.signal?.aborted) throw error
      throw new Refused(0, 'The relay does not answer. Try again in a moment.')
    },
  )
  if (response.ok) return response
  // A page of what stands before the relay holds no sentence for the admin.
  const told = v.safeParse(refusal, await response.json().catch(() => null))
  throw new Refused(
    response.status,
    told.success ? told.output.error.message : 'The relay could not answer. Try again.',
  )
}
