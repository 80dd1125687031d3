import type { ComponentChildren } from 'preact'
import type { Order } from '../use-order.ts'
import { Dialog } from './dialog.tsx'
import { Told } from './told.tsx'

type Props = {
  title: string
  /** What the button says. */
  act: string
  order: Order
  onAct: () => void
  onClose: () => void
  children: ComponentChildren
}

/** Before what can't be taken back. */
export function Confirm({ title, act, order, onAct, onClose, children }: Props) {
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <Told order={order} />
      <div class="row">
        <button type="button" class="button grave" disabled={order.isBusy} onClick={onAct}>
          {act}
        </button>
        <button type="button" class="button" onClick={onClose}>
          Keep
        </button>
      </div>
    </Dialog>
  )
}
