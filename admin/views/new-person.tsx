/** A new person with a first token, as `token create --name` makes them. */
import { useState } from 'preact/hooks'
import { MAX_GIVEN_NAME_LENGTH, newKey } from '../../contract/admin-api.ts'
import { usePage } from '../page-context.ts'
import { Dialog } from '../parts/dialog.tsx'
import { LimitField, readLimitField } from '../parts/limit-field.tsx'
import { NewKeyShown } from '../parts/new-key-shown.tsx'
import { Told } from '../parts/told.tsx'
import { useOrder } from '../use-order.ts'

export function NewPerson({ onClose }: { onClose: () => void }) {
  const { ask } = usePage()
  const order = useOrder()
  const [name, setName] = useState('')
  const [daily, setDaily] = useState('')
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
    <Dialog title="New person" onClose={onClose}>
      <label class="field">
        <span>Name</span>
        <input
          type="text"
          maxLength={MAX_GIVEN_NAME_LENGTH}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      <LimitField label="Credits a day" value={daily} onInput={setDaily} />
      <Told order={order} />
      <div class="row">
        <button
          type="button"
          class="button primary"
          disabled={!isReady || order.isBusy}
          onClick={() => void create()}
        >
          Create
        </button>
        <button type="button" class="button" onClick={onClose}>
          Cancel
        </button>
      </div>
    </Dialog>
  )
}
