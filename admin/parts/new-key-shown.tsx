import { useOrder } from '../use-order.ts'
import { Dialog } from './dialog.tsx'
import { Told } from './told.tsx'

/** The one time that a token can be seen. */
export function NewKeyShown({ token, onClose }: { token: string; onClose: () => void }) {
  const order = useOrder()
  const copy = () =>
    order.give(async () => {
      try {
        await navigator.clipboard.writeText(token)
        return 'Copied.'
      } catch {
        return 'This browser lets the page copy nothing. Select the token and copy it yourself.'
      }
    })
  return (
    <Dialog title="The new access token" onClose={onClose}>
      <p>
        It is shown this once; the relay keeps only a hash of it. Give it to its person, who pastes it into
        the panel.
      </p>
      <p class="secret">{token}</p>
      <Told order={order} />
      <div class="row">
        <button type="button" class="button primary" onClick={() => void copy()}>
          Copy
        </button>
        <button type="button" class="button" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  )
}
