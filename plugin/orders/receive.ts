/** What the panel orders is parsed, carried out and settled, whatever happens on the way. */
import * as v from 'valibot'
import type { Failure } from '../../contract/failures.ts'
import {
  type Handlers,
  type Question,
  type ReplyTo,
  type ToSandbox,
  toSandbox,
} from '../../contract/messages.ts'
import { post } from '../tell/post.ts'

const numbered = v.object({ request: v.number() })

/** What is no order is dropped; what would be one but for a wrong field is refused. */
export async function receive(message: unknown, handlers: Handlers<ToSandbox>): Promise<void> {
  const parsed = v.safeParse(toSandbox, message)
  try {
    if (!parsed.success) throw new Error('Not an order of the contract')
    // TypeScript does not follow that a handler and its order come from the same type.
    const handle: (order: never) => void | Promise<void> = handlers[parsed.output.type]
    await handle(parsed.output as never)
  } catch (error) {
    console.error('An order failed', error)
    const order = v.safeParse(numbered, message)
    if (order.success) refuse(order.output.request, { code: 'sandbox_failed' })
  }
}

/** A handler that answers with its fact or, failing, with `sandbox-failed`. */
export function answer<T extends Question>(
  work: (order: T) => Promise<ReplyTo<T['type']> | Failure>,
): (order: T) => Promise<void> {
  return async (order) => {
    const result = await work(order)
    if ('code' in result) refuse(order.request, result)
    else post(result)
  }
}

function refuse(request: number, failure: Failure): void {
  post({ type: 'sandbox-failed', request, failure })
}
