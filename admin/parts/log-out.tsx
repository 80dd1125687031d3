import { Refused } from '../ask-relay.ts'
import { usePage } from '../page-context.ts'
import { useOrder } from '../use-order.ts'
import { Told } from './told.tsx'

export function LogOut() {
  const { ask } = usePage()
  const order = useOrder()
  const leave = () =>
    order.give(async () => {
      await ask.change('DELETE', 'session').catch((error: unknown) => {
        // Whose session has ended by itself is out already.
        if (!(error instanceof Refused && error.status === 401)) throw error
      })
      location.assign('/admin')
      return null
    })
  return (
    <>
      <Told order={order} />
      <button type="button" class="button" disabled={order.isBusy} onClick={() => void leave()}>
        Log out
      </button>
    </>
  )
}
