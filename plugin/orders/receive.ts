/** What the panel orders is parsed, carried out and settled, whatever happens on the way. */
import * as v from 'valibot'
import type { Failure } from '../../contract/failures.ts'
import { type Handlers, type Question, replyTo, type ToPanel, toSandbox } from '../../contract/messages.ts'
import { parseAs } from '../../contract/parse-as.ts'
import { post } from '../tell/post.ts'

const numbered = v.object({ request: v.number() })

/** What is no order is dropped; what would be one but for a wrong field is refused. */
export async function receive(message: unknown, handlers: Handlers): Promise<void> {
  const order = parseAs(toSandbox, message)
  try {
    if (!order) throw new Error('Unknown order')
    // TypeScript does not follow that a handler and its order come from the same type.
    const handle: (order: never) => unknown = handlers[order.type]
    const result = await handle(order as never)
    if ('request' in order) settle(order, (result ?? {}) as Partial<ToPanel> | Failure)
  } catch (error) {
    console.error('An order failed', error)
    const refused = parseAs(numbered, message)
    if (refused) refuse(refused.request, { code: 'sandbox_failed' })
  }
}

function settle({ type, request }: Question, result: Partial<ToPanel> | Failure): void {
  if ('code' in result) refuse(request, result)
  else post({ type: replyTo(type), request, ...result } as ToPanel)
}

function refuse(request: number, failure: Failure): void {
  post({ type: 'sandbox-failed', request, failure })
}
