/** The relay's app as a person calls it, without sockets, workers or Rivya, on a clock that stands. */
import * as v from 'valibot'
import { errorBody } from '../../../contract/relay-api.ts'
import { createApp } from '../../../relay/http/app.ts'
import type { Database } from '../../../relay/store/database.ts'
import { makeIdleDependencies } from '../support/idle-app.ts'
import { addToken, PROMPT } from '../support/samples.ts'

type Call = {
  /** GET, or POST with a body. */
  method?: string
  /** Ada's where it is not given; null: none. */
  bearer?: string | null
  headers?: Record<string, string>
  /** Text as it is, anything else as JSON. */
  body?: unknown
}

export type AppStage = {
  database: Database
  /** Has 12 credits a day, which are two images. */
  ada: Awaited<ReturnType<typeof addToken>>
  call: (path: string, options?: Call) => Promise<Response>
  /** A press of Ada's. */
  start: (key: string, body?: unknown) => Promise<Response>
  close: () => Promise<void>
}

/** The caller closes it. */
export async function startAppStage(): Promise<AppStage> {
  const { dependencies, database, close } = await makeIdleDependencies()
  const app = createApp(dependencies)
  const ada = await addToken(database, { dailyCredits: 12 })

  async function call(path: string, options: Call = {}): Promise<Response> {
    const { body, bearer = ada.bearer, method = body === undefined ? 'GET' : 'POST' } = options
    return app.request(path, {
      method,
      headers: {
        ...(bearer === null ? {} : { authorization: bearer }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...options.headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  }

  const start = (key: string, body: unknown = PROMPT) =>
    call('/v1/generations', { body, headers: { 'idempotency-key': key } })

  return { database, ada, call, start, close }
}

export async function errorOf(response: Response) {
  const { error } = v.parse(errorBody, await response.json())
  return { status: response.status, code: error.code, message: error.message }
}
