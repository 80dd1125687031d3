import type { ComponentChildren } from 'preact'
import { onSubmit } from '../on-submit.ts'
import type { Order } from '../use-order.ts'
import { Dialog } from './dialog.tsx'
import { Told } from './told.tsx'

type Props = {
  title: string
  /** What the button says. */
  act: string
  /** Before what can't be taken back: who presses Enter without reading keeps what is there. */
  isGrave?: boolean
  /** False while the form can't be sent as it stands. */
  isReady?: boolean
  order: Order
  onAct: () => void
  onClose: () => void
  children: ComponentChildren
}

/** An order to be given, or not. It stays open with what was typed until the order has been taken. */
export function OrderDialog(props: Props) {
  const { title, act, isGrave = false, isReady = true, order, onAct, onClose, children } = props
  return (
    <Dialog title={title} onClose={onClose}>
      <form class="dialog-body" onSubmit={onSubmit(isReady && !order.isBusy ? onAct : null)}>
        {children}
        <Told order={order} />
        <div class="row">
          <button
            type="submit"
            class={isGrave ? 'button grave' : 'button primary'}
            disabled={!isReady || order.isBusy}
          >
            {act}
          </button>
          <button type="button" class="button" autofocus={isGrave} onClick={onClose}>
            {isGrave ? 'Keep' : 'Cancel'}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
