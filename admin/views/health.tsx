/** Whether all is well, what runs and waits, and the orders about it. */
import { useState } from 'preact/hooks'
import { health, orderDone, workList } from '../../contract/admin-api.ts'
import { usePage } from '../page-context.ts'
import { DataTable } from '../parts/data-table.tsx'
import { Figure } from '../parts/figure.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { Told } from '../parts/told.tsx'
import { showNumber, showTime } from '../show.ts'
import { useOrder } from '../use-order.ts'
import { useReading } from '../use-reading.ts'
import { BalanceAlertBlock } from './balance-alert.tsx'

export function HealthView() {
  const reading = useReading('health', health)
  const [turn, setTurn] = useState(0)
  const again = () => {
    reading.again()
    setTurn(turn + 1)
  }
  return (
    <>
      <div class="view-head">
        <h1>Health</h1>
        <button type="button" class="button" onClick={again}>
          Look again
        </button>
      </div>
      <ReadingBlock reading={reading}>
        {({ database, balance, queue, watched }) => (
          <>
            <dl class="figures">
              <Figure
                title={database.kind === 'sqlite' ? 'Database (SQLite)' : 'Database (Postgres)'}
                value={database.is_fine ? `fine, ${database.ms} ms` : 'takes nothing'}
              />
              <Figure
                title="Credits at Rivya"
                value={balance === null ? 'not to be had' : showNumber(balance)}
              />
              <Figure title="At Rivya now" value={showNumber(queue.in_flight)} />
              <Figure title="Waiting" value={showNumber(queue.queued)} />
            </dl>
            <Pause pausedAt={queue.paused_at} onChanged={again} />
            <DataTable
              caption="What the alerts of docs/self-hosting.md watch, as seen from this relay"
              rows={watched}
              keyOf={({ name }) => name}
              none=""
              columns={[
                { title: 'Alert', cell: ({ name }) => name },
                {
                  title: 'State',
                  cell: ({ is_raised: isRaised }) =>
                    isRaised === null ? (
                      'not known'
                    ) : isRaised ? (
                      <strong class="danger">raised</strong>
                    ) : (
                      'fine'
                    ),
                },
                { title: 'What is seen', cell: ({ says }) => says },
              ]}
            />
          </>
        )}
      </ReadingBlock>
      <BalanceAlertBlock />
      <Work key={turn} onChanged={reading.again} />
    </>
  )
}

function Pause({ pausedAt, onChanged }: { pausedAt: string | null; onChanged: () => void }) {
  const { ask } = usePage()
  const order = useOrder()
  const give = () =>
    order.give(async () => {
      const { says } = await ask.change('POST', pausedAt === null ? 'pause' : 'resume', undefined, orderDone)
      onChanged()
      return says
    })
  return (
    <section class="block" aria-labelledby="paying">
      <h2 id="paying">
        {pausedAt === null ? 'Paying goes on' : `Paying has been paused since ${showTime(pausedAt)} UTC`}
      </h2>
      <p class="muted">
        While it is paused everything is accepted and waits, the panels say so, and what was sent runs on.
      </p>
      <div class="row">
        <button type="button" class="button" disabled={order.isBusy} onClick={() => void give()}>
          {pausedAt === null ? 'Pause' : 'Resume'}
        </button>
      </div>
      <Told order={order} />
    </section>
  )
}

function Work({ onChanged }: { onChanged: () => void }) {
  const { ask } = usePage()
  const reading = useReading('work', workList)
  const order = useOrder()
  const give = (id: string, what: 'cancel' | 'fetch') =>
    order.give(async () => {
      const { says } = await ask.change('POST', `work/${id}/${what}`, undefined, orderDone)
      reading.again()
      onChanged()
      return says
    })
  return (
    <section class="block" aria-labelledby="work">
      <h2 id="work">Generations</h2>
      <Told order={order} />
      <ReadingBlock reading={reading}>
        {({ generations, is_cut: isCut }) => (
          <>
            <DataTable
              caption="What waits and runs, and what was paid and given up; oldest first, times in UTC"
              rows={generations}
              keyOf={({ id }) => id}
              none="Nothing waits or runs."
              columns={[
                { title: 'ID', cell: ({ id }) => <code>{id}</code> },
                { title: 'State', cell: (each) => (each.is_delayed ? `${each.state}, delayed` : each.state) },
                { title: 'Place', cell: (each) => (each.has_place ? 'yes' : 'no') },
                { title: 'Accepted', kind: 'time', cell: (each) => showTime(each.accepted_at) },
                { title: 'Credits', kind: 'number', cell: ({ credits }) => showNumber(credits) },
                { title: 'Person', cell: ({ person }) => person },
                {
                  title: 'Order',
                  cell: ({ id, state }) => {
                    const what = state === 'given up' ? 'fetch' : 'cancel'
                    if (what === 'cancel' && !['accepted', 'submitting'].includes(state)) return ''
                    return (
                      <button
                        type="button"
                        class="link"
                        disabled={order.isBusy}
                        aria-label={`${what === 'fetch' ? 'Fetch again' : 'Cancel'} ${id}`}
                        onClick={() => void give(id, what)}
                      >
                        {what === 'fetch' ? 'Fetch again' : 'Cancel'}
                      </button>
                    )
                  },
                },
              ]}
            />
            {isCut && <p class="muted">There may be more; "generation list" prints all of them.</p>}
          </>
        )}
      </ReadingBlock>
    </section>
  )
}
