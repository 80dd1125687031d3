/** A person's keys, one for each device. */
import { useState } from 'preact/hooks'
import { type AdminKey, type AdminPerson, newKey } from '../../contract/admin-api.ts'
import { usePage } from '../page-context.ts'
import { DataTable } from '../parts/data-table.tsx'
import { NewKeyShown } from '../parts/new-key-shown.tsx'
import { OrderDialog } from '../parts/order-dialog.tsx'
import { Told } from '../parts/told.tsx'
import { showDay, showTime } from '../show.ts'
import { useOrder } from '../use-order.ts'

type Props = { person: AdminPerson; keys: AdminKey[]; onChanged: () => void }
type Asked = { act: 'Rotate' | 'Revoke'; key: AdminKey }

export function PersonKeys({ person, keys, onChanged }: Props) {
  const { ask } = usePage()
  const adding = useOrder()
  const changing = useOrder()
  const [asked, setAsked] = useState<Asked | null>(null)
  const [token, setToken] = useState<string | null>(null)

  const add = () =>
    adding.give(async () => {
      setToken((await ask.change('POST', `people/${person.id}/keys`, {}, newKey)).token)
      onChanged()
      return null
    })

  async function act({ act: what, key }: Asked) {
    const isDone = await changing.give(async () => {
      if (what === 'Revoke') await ask.change('POST', `keys/${key.id}/revoke`)
      else setToken((await ask.change('POST', `keys/${key.id}/rotate`, {}, newKey)).token)
      onChanged()
      return null
    })
    if (isDone) setAsked(null)
  }

  return (
    <section class="block" aria-labelledby="keys">
      <h2 id="keys">Keys</h2>
      <DataTable
        caption="One for each device; times in UTC"
        rows={keys}
        keyOf={({ id }) => id}
        none="There is no key."
        columns={[
          { title: 'Name', cell: ({ name }) => name },
          { title: 'ID', cell: ({ id }) => <code>{id}</code> },
          { title: 'State', cell: ({ state }) => state },
          { title: 'Created', kind: 'time', cell: (key) => showDay(key.created_at) },
          { title: 'Ends', kind: 'time', cell: (key) => showDay(key.expires_at) },
          { title: 'Last seen', kind: 'time', cell: (key) => showTime(key.last_seen_at) },
          {
            title: 'Change',
            cell: (key) =>
              key.state === 'revoked' ? (
                ''
              ) : (
                <div class="row">
                  {(['Rotate', 'Revoke'] as const).map((what) => (
                    <button
                      key={what}
                      type="button"
                      class="link"
                      aria-label={`${what} ${key.name} ${key.id}`}
                      onClick={() => setAsked({ act: what, key })}
                    >
                      {what}
                    </button>
                  ))}
                </div>
              ),
          },
        ]}
      />
      <div class="row">
        <button type="button" class="button" disabled={adding.isBusy} onClick={() => void add()}>
          New key
        </button>
      </div>
      <Told order={adding} />
      {asked !== null && (
        <OrderDialog
          isGrave
          title={`${asked.act} the key ${asked.key.name}?`}
          act={asked.act}
          order={changing}
          onAct={() => void act(asked)}
          onClose={() => setAsked(null)}
        >
          <p>
            {asked.act === 'Rotate'
              ? 'It ends at once, and a new one is shown for the same device. Nothing is lost: the panel asks for the new one and goes on.'
              : 'It ends at once. With the last key of a person, what has not been sent is cancelled.'}
          </p>
        </OrderDialog>
      )}
      {token !== null && <NewKeyShown token={token} onClose={() => setToken(null)} />}
    </section>
  )
}
