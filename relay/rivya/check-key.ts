/** Whether Rivya takes the key for what the relay does, asked without creating or paying for anything. */
import { FormData } from 'undici'
import { readError } from './refusals.ts'
import type { Answer, Call, NoAnswer } from './transport.ts'

/** `scope` is what the call needs; `code` is Rivya's word for why it was refused. */
export type KeyFault = { scope: string; code: string }

/**
 * No upload without a file can be made: with the scope, that is what Rivya says. It is the one that older keys lack; those
 * of generations every key has, and to ask for them is to pay or to look.
 */
const QUESTIONS: readonly { scope: string; call: () => Call }[] = [
  { scope: 'credits:read', call: () => ({ method: 'GET', path: '/credits' }) },
  { scope: 'files:create', call: () => ({ method: 'POST', path: '/files', body: new FormData() }) },
]

/** @returns null when Rivya did not answer */
export async function checkKey(
  send: (call: Call, signal: AbortSignal) => Promise<Answer | NoAnswer>,
  signal: AbortSignal,
): Promise<KeyFault[] | null> {
  const faults: KeyFault[] = []
  for (const { scope, call } of QUESTIONS) {
    const answer = await send(call(), signal)
    if (answer.kind === 'no-answer') return null
    const code = readError(answer.json)?.code ?? ''
    if (code.startsWith('api_key_')) return [{ scope, code }]
    if (code === 'api_scope_denied') faults.push({ scope, code })
  }
  return faults
}
