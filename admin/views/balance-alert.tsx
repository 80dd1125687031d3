/** From which balance on whom to tell. */
import { useState } from 'preact/hooks'
import { type BalanceAlert, balanceAlert } from '../../contract/admin-api.ts'
import { onSubmit } from '../on-submit.ts'
import { usePage } from '../page-context.ts'
import { LimitField, readLimitField } from '../parts/limit-field.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { Told } from '../parts/told.tsx'
import { showTime } from '../show.ts'
import { useOrder } from '../use-order.ts'
import { useReading } from '../use-reading.ts'

export function BalanceAlertBlock() {
  const reading = useReading('alert', balanceAlert)
  return (
    <section class="block" aria-labelledby="alert">
      <h2 id="alert">Alert of a low balance</h2>
      <ReadingBlock reading={reading}>
        {({ alert }) => <Form alert={alert} onSaved={reading.again} />}
      </ReadingBlock>
    </section>
  )
}

function Form({ alert, onSaved }: { alert: BalanceAlert['alert']; onSaved: () => void }) {
  const { ask } = usePage()
  const order = useOrder()
  const [credits, setCredits] = useState(alert?.credits.toString() ?? '')
  const [url, setUrl] = useState(alert?.url ?? '')
  const below = readLimitField(credits)
  const alertMeant = below && url.trim() !== '' ? { credits: below, url: url.trim() } : null
  const save = (next: { credits: number; url: string } | null) =>
    order.give(async () => {
      await ask.change('PUT', 'alert', { alert: next })
      onSaved()
      return next === null
        ? 'There is no alert now.'
        : `Told once, whenever fewer than ${next.credits} credits are left.`
    })
  return (
    <>
      <p class="muted">
        {alert === null
          ? 'Nobody is told.'
          : alert.fault !== null
            ? `The last attempt was not taken: ${alert.fault}.`
            : `Last told: ${showTime(alert.told_at)}.`}{' '}
        The address gets a POST with JSON, once for each time the balance falls below, and again after a while
        if it does not answer.
      </p>
      <form
        class="row"
        onSubmit={onSubmit(alertMeant !== null && !order.isBusy ? () => void save(alertMeant) : null)}
      >
        <LimitField label="Fewer credits than" value={credits} onInput={setCredits} />
        <label class="field wide">
          <span>Address (https)</span>
          <input
            type="url"
            maxLength={1000}
            value={url}
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </label>
        <button type="submit" class="button primary" disabled={alertMeant === null || order.isBusy}>
          Save alert
        </button>
        {alert !== null && (
          <button type="button" class="button" disabled={order.isBusy} onClick={() => void save(null)}>
            No alert
          </button>
        )}
      </form>
      <Told order={order} />
    </>
  )
}
