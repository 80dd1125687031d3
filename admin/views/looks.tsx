/** Looks that people share, and an end to them. */
import { useState } from 'preact/hooks'
import { type AdminLook, lookList } from '../../contract/admin-api.ts'
import { usePage } from '../page-context.ts'
import { DataTable } from '../parts/data-table.tsx'
import { OrderDialog } from '../parts/order-dialog.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { showNumber, showTime } from '../show.ts'
import { useOrder } from '../use-order.ts'
import { useReading } from '../use-reading.ts'

export function LooksView() {
  const { ask } = usePage()
  const reading = useReading('looks', lookList)
  const order = useOrder()
  const [asked, setAsked] = useState<AdminLook | null>(null)

  async function withdraw({ id }: AdminLook) {
    const isDone = await order.give(async () => {
      await ask.change('DELETE', `looks/${id}`)
      return null
    })
    if (!isDone) return
    setAsked(null)
    reading.again()
  }

  return (
    <>
      <div class="view-head">
        <h1>Looks</h1>
        <p class="muted">Made and changed in the panel; private ones are nobody else’s business.</p>
      </div>
      <ReadingBlock reading={reading}>
        {({ looks }) => (
          <DataTable
            caption="Shared looks; times in UTC"
            rows={looks}
            keyOf={({ id }) => id}
            none="No look is shared yet. Leads and admins share them from the panel: Save as look."
            columns={[
              { title: 'Name', cell: ({ name }) => name },
              { title: 'Version', kind: 'number', cell: ({ version }) => showNumber(version) },
              { title: 'For', cell: ({ team }) => team ?? 'everyone' },
              { title: 'Made by', cell: ({ owner }) => owner },
              { title: 'References', kind: 'number', cell: (look) => showNumber(look.references) },
              { title: 'Colours', kind: 'number', cell: (look) => showNumber(look.colours) },
              { title: 'Changed', kind: 'time', cell: (look) => showTime(look.updated_at) },
              {
                title: 'Change',
                cell: (look) => (
                  <button
                    type="button"
                    class="link"
                    aria-label={`Withdraw ${look.name}`}
                    onClick={() => setAsked(look)}
                  >
                    Withdraw
                  </button>
                ),
              },
            ]}
          />
        )}
      </ReadingBlock>
      {asked !== null && (
        <OrderDialog
          isGrave
          title={`Withdraw ${asked.name}?`}
          act="Withdraw"
          order={order}
          onAct={() => void withdraw(asked)}
          onClose={() => setAsked(null)}
        >
          <p>Nobody can choose it any more. Images that were made with it keep its name and version.</p>
        </OrderDialog>
      )}
    </>
  )
}
