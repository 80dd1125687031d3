/** One person: limits, role, team, keys, and the end. */
import { useState } from 'preact/hooks'
import { type AdminPerson, personDetails, teamList } from '../../contract/admin-api.ts'
import { ROLES } from '../../contract/relay-api.ts'
import { follow } from '../follow.ts'
import { onSubmit } from '../on-submit.ts'
import { usePage } from '../page-context.ts'
import { Choice } from '../parts/choice.tsx'
import { Figure } from '../parts/figure.tsx'
import { LimitField, readLimitField } from '../parts/limit-field.tsx'
import { OrderDialog } from '../parts/order-dialog.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { Told } from '../parts/told.tsx'
import { showLimit, showNumber, showTime } from '../show.ts'
import { useOrder } from '../use-order.ts'
import { useReading } from '../use-reading.ts'
import { PersonKeys } from './person-keys.tsx'

export function PersonView({ id }: { id: string }) {
  const { open } = usePage()
  const reading = useReading(`people/${id}`, personDetails)
  return (
    <>
      <p>
        <a href="/admin/people" onClick={follow(open)}>
          All people
        </a>
      </p>
      <ReadingBlock reading={reading}>
        {({ person, keys }) => (
          <>
            <div class="view-head">
              <h1>{person.name}</h1>
              <p class="muted">
                {person.email ?? 'no company account'} · <code>{person.id}</code>
              </p>
            </div>
            <dl class="figures">
              <Figure title="Credits today" value={showNumber(person.used_today)} />
              <Figure title="Credits this month" value={showNumber(person.used_this_month)} />
              <Figure title="Last seen (UTC)" value={showTime(person.last_seen_at)} />
              <Figure title="Since (UTC)" value={showTime(person.created_at)} />
            </dl>
            <Settings key={person.id} person={person} onSaved={reading.again} />
            <PersonKeys person={person} keys={keys} onChanged={reading.again} />
            <Removal person={person} />
          </>
        )}
      </ReadingBlock>
    </>
  )
}

const NO_TEAM = ''

function Settings({ person, onSaved }: { person: AdminPerson; onSaved: () => void }) {
  const { ask } = usePage()
  const order = useOrder()
  const teams = useReading('teams', teamList)
  const [role, setRole] = useState(person.role)
  const [team, setTeam] = useState(person.team?.id ?? NO_TEAM)
  const [daily, setDaily] = useState(person.daily_credits?.toString() ?? '')
  const [monthly, setMonthly] = useState(person.monthly_credits?.toString() ?? '')
  const daily_credits = readLimitField(daily)
  const monthly_credits = readLimitField(monthly)
  const team_id = team === NO_TEAM ? null : team
  const change = {
    ...(role === person.role ? {} : { role }),
    ...(team_id === (person.team?.id ?? null) ? {} : { team_id }),
    ...(daily_credits === person.daily_credits ? {} : { daily_credits }),
    ...(monthly_credits === person.monthly_credits ? {} : { monthly_credits }),
  }
  const isReady =
    daily_credits !== undefined && monthly_credits !== undefined && Object.keys(change).length > 0

  const save = () =>
    order.give(async () => {
      await ask.change('PATCH', `people/${person.id}`, change)
      onSaved()
      const a = `${showLimit(daily_credits ?? null)} a day and ${showLimit(monthly_credits ?? null)} a month`
      return `Saved: ${person.name} is ${role}, with ${a}.`
    })

  return (
    <section class="block" aria-labelledby="settings">
      <h2 id="settings">Role, team and limits</h2>
      <form class="row" onSubmit={onSubmit(isReady && !order.isBusy ? () => void save() : null)}>
        <Choice label="Role" value={role} options={ROLES} onChange={setRole} />
        <label class="field">
          <span>Team</span>
          <select value={team} onChange={({ currentTarget }) => setTeam(currentTarget.value)}>
            <option value={NO_TEAM}>none</option>
            {(teams.value?.teams ?? (person.team === null ? [] : [person.team])).map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <LimitField label="Credits a day" value={daily} onInput={setDaily} none="no limit" />
        <LimitField label="Credits a month" value={monthly} onInput={setMonthly} none="no limit" />
        <button type="submit" class="button primary" disabled={!isReady || order.isBusy}>
          Save
        </button>
      </form>
      <Told order={order} />
    </section>
  )
}

function Removal({ person }: { person: AdminPerson }) {
  const { ask, open } = usePage()
  const order = useOrder()
  const [isAsking, setIsAsking] = useState(false)
  const remove = async () => {
    const isGone = await order.give(async () => {
      await ask.change('DELETE', `people/${person.id}`)
      return null
    })
    if (isGone) open('/admin/people')
  }
  return (
    <section class="block" aria-labelledby="removal">
      <h2 id="removal">Remove</h2>
      <p class="muted">
        Ends every key and deletes prompts, images and the name. What was spent stays in the books.
      </p>
      <div class="row">
        <button type="button" class="button grave" onClick={() => setIsAsking(true)}>
          Remove {person.name} …
        </button>
      </div>
      {isAsking && (
        <OrderDialog
          isGrave
          title={`Remove ${person.name}?`}
          act="Remove"
          order={order}
          onAct={() => void remove()}
          onClose={() => setIsAsking(false)}
        >
          <p>
            Every key of {person.name} ends at once. Prompts, images and the name are deleted and can not be
            brought back. The sums of credits stay.
          </p>
        </OrderDialog>
      )}
    </section>
  )
}
