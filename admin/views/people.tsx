/** Everybody, a page at a time; or one of them, when the address names one. */
import { useEffect, useState } from 'preact/hooks'
import { type AdminPerson, PEOPLE_AT_ONCE, peoplePage } from '../../contract/admin-api.ts'
import { follow } from '../follow.ts'
import { usePage } from '../page-context.ts'
import { DataTable } from '../parts/data-table.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { showLimit, showNumber, showTime } from '../show.ts'
import { useReading } from '../use-reading.ts'
import { NewPerson } from './new-person.tsx'
import { PersonView } from './person.tsx'

export function PeopleView() {
  const asked = new URLSearchParams(location.search)
  const person = asked.get('person')
  return person === null ? <List team={asked.get('team')} /> : <PersonView id={person} />
}

/** So that a name can be typed without asking for each letter. */
const TYPING_PAUSE_MS = 250

function List({ team }: { team: string | null }) {
  const { open } = usePage()
  const [typed, setTyped] = useState('')
  const [wanted, setWanted] = useState('')
  const [from, setFrom] = useState(0)
  const [isMaking, setIsMaking] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => {
      setWanted(typed)
      setFrom(0)
    }, TYPING_PAUSE_MS)
    return () => clearTimeout(timer)
  }, [typed])
  const query = new URLSearchParams({ q: wanted, from: String(from), ...(team === null ? {} : { team }) })
  const reading = useReading(`people?${query}`, peoplePage)
  const teamName = reading.value?.people[0]?.team?.name ?? 'this team'
  return (
    <>
      <div class="view-head">
        <h1>{team === null ? 'People' : `People of ${teamName}`}</h1>
        <div class="row">
          <label class="field">
            <span>Search by name or e-mail</span>
            <input
              type="search"
              value={typed}
              onInput={({ currentTarget }) => setTyped(currentTarget.value)}
            />
          </label>
          <button
            type="button"
            class="button primary"
            disabled={reading.value === null}
            onClick={() => setIsMaking(true)}
          >
            New person
          </button>
        </div>
      </div>
      <ReadingBlock reading={reading}>
        {({ people, found }) => (
          <>
            <DataTable
              caption={`${showNumber(found)} ${found === 1 ? 'person' : 'people'}; credits as used and limit, times in UTC`}
              rows={people}
              keyOf={({ id }) => id}
              none={
                wanted !== ''
                  ? 'Nobody has such a name or address.'
                  : team !== null
                    ? 'Nobody is in this team yet. A person’s page puts them into one.'
                    : 'Nobody is here yet. "New person" makes the first, with a token to give to them.'
              }
              columns={[
                {
                  title: 'Name',
                  cell: ({ id, name }) => (
                    <a href={`/admin/people?person=${id}`} onClick={follow(open)}>
                      {name}
                    </a>
                  ),
                },
                { title: 'Role', cell: ({ role }) => role },
                { title: 'Team', cell: ({ team: of }) => of?.name ?? 'none' },
                {
                  title: 'Today',
                  kind: 'number',
                  cell: (each) => showUse(each.used_today, each.daily_credits),
                },
                {
                  title: 'This month',
                  kind: 'number',
                  cell: (each) => showUse(each.used_this_month, each.monthly_credits),
                },
                { title: 'Keys', kind: 'number', cell: ({ keys }) => showNumber(keys) },
                {
                  title: 'Last seen',
                  kind: 'time',
                  cell: ({ last_seen_at: at }: AdminPerson) => showTime(at),
                },
              ]}
            />
            {found > PEOPLE_AT_ONCE && (
              <div class="row">
                <button
                  type="button"
                  class="button"
                  disabled={from === 0}
                  onClick={() => setFrom(Math.max(0, from - PEOPLE_AT_ONCE))}
                >
                  Before
                </button>
                <span class="muted">
                  {showNumber(from + 1)} to {showNumber(Math.min(found, from + PEOPLE_AT_ONCE))}
                </span>
                <button
                  type="button"
                  class="button"
                  disabled={from + PEOPLE_AT_ONCE >= found}
                  onClick={() => setFrom(from + PEOPLE_AT_ONCE)}
                >
                  Next
                </button>
              </div>
            )}
          </>
        )}
      </ReadingBlock>
      {isMaking && (
        <NewPerson
          usualCredits={reading.value?.new_daily_credits ?? null}
          onClose={() => {
            setIsMaking(false)
            reading.again()
          }}
        />
      )}
    </>
  )
}

function showUse(used: number, limit: number | null): string {
  return limit === null ? showNumber(used) : `${showNumber(used)} of ${showLimit(limit)}`
}
