/** A new person with a first token, as `token create --name` makes them. */
import { useState } from 'preact/hooks'
import { newKey } from '../../contract/admin-api.ts'
import { usePage } from '../page-context.ts'
import { LimitField, readLimitField } from '../parts/limit-field.tsx'
import { NameField } from '../parts/name-field.tsx'
import { NewKeyShown } from '../parts/new-key-shown.tsx'
import { OrderDialog } from '../parts/order-dialog.tsx'
import { useOrder } from '../use-order.ts'

/** @param usualCredits by day, as the relay's settings have it; null: no limit */
export function NewPerson({ usualCredits, onClose }: { usualCredits: number | null; onClose: () => void }) {
  const { ask } = usePage()
  const order = useOrder()
  const [name, setName] = useState('')
  const [daily, setDaily] = useState(usualCredits?.toString() ?? '')
  const [token, setToken] = useState<string | null>(null)
  const daily_credits = readLimitField(daily)
  const isReady = name.trim() !== '' && daily_credits !== undefined
  if (token !== null) return <NewKeyShown token={token} onClose={onClose} />

  const create = () =>
    order.give(async () => {
      const made = await ask.change('POST', 'people', { name, daily_credits }, newKey)
      setToken(made.token)
      return null
    })

  return (
    <OrderDialog
      title="New person"
      act="Create"
      isReady={isReady}
      order={order}
      onAct={() => void create()}
      onClose={onClose}
    >
      <NameField value={name} onInput={setName} />
      <LimitField label="Credits a day" value={daily} onInput={setDaily} none="no limit" />
    </OrderDialog>
  )
}
