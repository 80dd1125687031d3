/** The forms an answer of the stand-in can take, faults among them. */
import type { HttpBindings } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import type { Problem } from '../problem.ts'
import type { CallFault } from '../switches.ts'

export type Env = { Bindings: HttpBindings }
/** @param owner the key, which names the account; empty where none is asked for */
export type Handle = (c: Context<Env>, owner: string) => Response | Promise<Response>

export function jsonAnswer(value: unknown, status: number, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', ...headers },
  })
}

let errorCount = 0

/** Rivya's error envelope with a fresh request id. */
function errorAnswer(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Response {
  errorCount += 1
  const requestId = `req_${errorCount.toString(16).padStart(6, '0')}`
  return jsonAnswer({ error: { code, message, requestId } }, status, headers)
}

export function problemAnswer({ code, message, status }: Problem): Response {
  return errorAnswer(status, code, message)
}

/** Breaks the connection without an answer. */
function cut(c: Context<Env>): Response {
  c.env.outgoing.destroy()
  return RESPONSE_ALREADY_SENT
}

/** @returns what stands in place of carrying out the call; null when it is to be carried out */
export async function answerInstead(c: Context<Env>, fault: CallFault | null): Promise<Response | null> {
  switch (fault?.kind) {
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, fault.ms))
      return null
    case 'cut-before':
      return cut(c)
    case 'error': {
      const headers = fault.retryAfter === undefined ? {} : { 'retry-after': fault.retryAfter }
      return errorAnswer(fault.status, fault.code, fault.message ?? 'Switched on as a fault.', headers)
    }
    case 'answer':
      return fault.isHandled ? null : gatewayAnswer(fault)
    default:
      return null
  }
}

/** @returns what replaces the answer of a call that has been carried out; null when its own is to be sent */
export function answerAfter(c: Context<Env>, fault: CallFault | null): Response | null {
  if (fault?.kind === 'cut-after') return cut(c)
  return fault?.kind === 'answer' ? gatewayAnswer(fault) : null
}

function gatewayAnswer({ status, body, headers }: CallFault & { kind: 'answer' }): Response {
  const isEmpty = body === '' || status === 204 || status === 304
  return new Response(isEmpty ? null : body, { status, headers: { 'content-type': 'text/html', ...headers } })
}
