/** Teams: who shares a limit, and how much of it is used. */
import { useState } from 'preact/hooks'
import { type AdminTeam, teamList } from '../../contract/admin-api.ts'
import { follow } from '../follow.ts'
import { usePage } from '../page-context.ts'
import { DataTable } from '../parts/data-table.tsx'
import { LimitField, readLimitField } from '../parts/limit-field.tsx'
import { NameField } from '../parts/name-field.tsx'
import { OrderDialog } from '../parts/order-dialog.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { showLimit, showNumber } from '../show.ts'
import { useOrder } from '../use-order.ts'
import { useReading } from '../use-reading.ts'

export function TeamsView() {
  const { open } = usePage()
  const reading = useReading('teams', teamList)
  /** `new`, or the one whose limit is changed. */
  const [edited, setEdited] = useState<AdminTeam | 'new' | null>(null)
  return (
    <>
      <div class="view-head">
        <h1>Teams</h1>
        <button type="button" class="button primary" onClick={() => setEdited('new')}>
          New team
        </button>
      </div>
      <ReadingBlock reading={reading}>
        {({ teams }) => (
          <DataTable
            caption="Credits of this month in UTC"
            rows={teams}
            keyOf={({ id }) => id}
            none="There is no team yet. People of one share a limit for each month, and looks."
            columns={[
              { title: 'Name', cell: ({ name }) => name },
              {
                title: 'People',
                kind: 'number',
                cell: ({ id, name, people }) => (
                  <a
                    href={`/admin/people?team=${id}`}
                    onClick={follow(open)}
                    aria-label={`${people} people of ${name}`}
                  >
                    {showNumber(people)}
                  </a>
                ),
              },
              { title: 'Used', kind: 'number', cell: (team) => showNumber(team.used_this_month) },
              { title: 'Limit', kind: 'number', cell: (team) => showLimit(team.monthly_credits) },
              { title: 'ID', cell: ({ id }) => <code>{id}</code> },
              {
                title: 'Change',
                cell: (team) => (
                  <button
                    type="button"
                    class="link"
                    aria-label={`Change limit of ${team.name}`}
                    onClick={() => setEdited(team)}
                  >
                    Change limit
                  </button>
                ),
              },
            ]}
          />
        )}
      </ReadingBlock>
      {edited !== null && (
        <EditTeam
          team={edited === 'new' ? null : edited}
          onClose={() => {
            setEdited(null)
            reading.again()
          }}
        />
      )}
    </>
  )
}

function EditTeam({ team, onClose }: { team: AdminTeam | null; onClose: () => void }) {
  const { ask } = usePage()
  const order = useOrder()
  const [name, setName] = useState('')
  const [text, setText] = useState(team?.monthly_credits?.toString() ?? '')
  const monthly_credits = readLimitField(text)
  const isReady = monthly_credits !== undefined && (team !== null || name.trim() !== '')

  async function save() {
    const isDone = await order.give(async () => {
      if (team === null) await ask.change('POST', 'teams', { name, monthly_credits })
      else await ask.change('PATCH', `teams/${team.id}`, { monthly_credits })
      return null
    })
    if (isDone) onClose()
  }

  return (
    <OrderDialog
      title={team === null ? 'New team' : `Limit of ${team.name}`}
      act={team === null ? 'Create' : 'Save'}
      isReady={isReady}
      order={order}
      onAct={() => void save()}
      onClose={onClose}
    >
      {team === null && <NameField value={name} onInput={setName} />}
      <LimitField label="Credits a month" value={text} onInput={setText} none="no limit" />
    </OrderDialog>
  )
}
