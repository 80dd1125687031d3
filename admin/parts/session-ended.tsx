import { useOrder } from '../use-order.ts'
import { OrderDialog } from './order-dialog.tsx'

type Props = {
  /** @returns false while nobody is signed in here */
  renew: () => Promise<boolean>
  onClose: () => void
}

/** Over everything, which stays as it is: what has been typed is not lost with the session. */
export function SessionEnded({ renew, onClose }: Props) {
  const order = useOrder()
  const goOn = () => order.give(async () => ((await renew()) ? null : 'Nobody is signed in here yet.'))
  return (
    <OrderDialog
      title="Your session has ended"
      act="Go on"
      order={order}
      onAct={() => void goOn()}
      onClose={onClose}
    >
      <p>
        What you have typed is kept here.{' '}
        <a href="/admin" target="_blank" rel="noopener">
          Sign in again
        </a>{' '}
        in another tab, then press Go on.
      </p>
    </OrderDialog>
  )
}
