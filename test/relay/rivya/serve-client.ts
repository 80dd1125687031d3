/** A client of Rivya and a server that answers it as a test says. */
import type { ServerResponse } from 'node:http'
import { afterEach } from 'vitest'
import { createRivyaClient, makeGenerationBody, type RivyaClient } from '../../../relay/rivya/client.ts'
import type { Limits } from '../../../relay/rivya/transport.ts'
import { type Received, type ScriptedServer, startScriptedServer } from './scripted-server.ts'

export const KEY = 'rvya_sk_0123456789abcdef'
export const BODY = makeGenerationBody({
  prompt: 'A mug – “naïve” 🍵\n',
  aspectRatio: '1:1',
  resolution: '1K',
  references: [],
  clientRequestId: 'r1',
})
export const CREATE = { body: BODY, idempotencyKey: 'key-00000001' }
export const FILE = {
  name: 'mug.png',
  mimeType: 'image/png',
  byteCount: 3,
  get pieces() {
    return pieces(Uint8Array.of(1, 2), Uint8Array.of(3))
  },
  clientRequestId: 'r1',
}
async function* pieces(...all: Uint8Array[]) {
  yield* all
}

export const QUEUED = {
  id: 'task_1',
  status: 'queued',
  reserved_credits: 5,
  final_credits: 0,
  result: null,
  error: null,
}

export const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

export async function serve(
  answer: (response: ServerResponse, request: Received) => void,
  limits: Partial<Limits> = {},
): Promise<{ server: ScriptedServer; client: RivyaClient }> {
  const server = await startScriptedServer(answer)
  const client = connect(server.url, limits)
  cleanups.push(() => server.close())
  return { server, client }
}

export function connect(baseUrl: string, limits: Partial<Limits> = {}): RivyaClient {
  const client = createRivyaClient({ baseUrl, apiKey: KEY, limits })
  cleanups.push(() => client.close())
  return client
}

export function* blanks(): Generator<Buffer> {
  for (;;) yield Buffer.alloc(4096, 32)
}

export const leaveOpen = () => undefined

export const never = new AbortController().signal
