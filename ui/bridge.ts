/**
 * The panel's end of the iframe border: the one place that sends to the sandbox, and the parser of what comes back.
 */
import {
  type Question,
  type ReplyTo,
  replyTo,
  type ToPanel,
  type ToSandbox,
  toPanel,
} from '../contract/messages.ts'
import { parseAs } from '../contract/parse-as.ts'
import { type Result, refused, succeeded } from './result.ts'

type WithoutRequest<M> = M extends unknown ? Omit<M, 'request'> : never

export type Order = WithoutRequest<Question>
type Announcement = Exclude<ToSandbox, { request: number }>
/** Facts that come unasked. */
export type News = Exclude<ToPanel, { request: number }>

export type Bridge = {
  /** Sends an order and waits for the fact that settles it; a refusal of the sandbox is a failure value. */
  ask<O extends Order>(order: O): Promise<Result<ReplyTo<O['type']>>>
  /** Sends an order that nothing comes back for. */
  tell(order: Announcement): void
  /** Takes what arrived by `message` event. What is no message of the contract is dropped: other windows send too. */
  receive(data: unknown): void
}

/**
 * @param post sends one message to the sandbox
 * @param onNews gets facts that answer no order
 */
export function createBridge(post: (message: unknown) => void, onNews: (news: News) => void): Bridge {
  const open = new Map<number, (fact: Extract<ToPanel, { request: number }>) => void>()
  let lastRequest = 0

  return {
    ask<O extends Order>(order: O) {
      const type: O['type'] = order.type
      lastRequest += 1
      const request = lastRequest
      return new Promise<Result<ReplyTo<O['type']>>>((resolve) => {
        open.set(request, (fact) => {
          if (fact.type === 'sandbox-failed') resolve(refused(fact.failure))
          else if (isReplyTo(type, fact)) resolve(succeeded(fact))
          else resolve(refused({ code: 'sandbox_failed', detail: `Unexpected answer to ${type}.` }))
        })
        post({ ...order, request })
      })
    },
    tell(order) {
      post(order)
    },
    receive(data) {
      const fact = parseAs(toPanel, data)
      if (fact === null) return
      if (!('request' in fact)) return onNews(fact)
      const settle = open.get(fact.request)
      open.delete(fact.request)
      settle?.(fact)
    },
  }
}

function isReplyTo<T extends Order['type']>(type: T, fact: ToPanel): fact is ReplyTo<T> {
  return fact.type === replyTo(type)
}
