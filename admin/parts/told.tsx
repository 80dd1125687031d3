import type { Order } from '../use-order.ts'

/** What an order has come to; heard by screen readers as it appears. */
export function Told({ order: { told } }: { order: Order }) {
  return (
    <div role="status">{told !== null && <p class={told.isBad ? 'told bad' : 'told'}>{told.says}</p>}</div>
  )
}
