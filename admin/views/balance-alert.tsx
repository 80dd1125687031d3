/** From which balance on whom to tell. */
import { useState } from 'preact/hooks'
import { type BalanceAlert, balanceAlert } from '../../contract/admin-api.ts'
import { usePage } from '../page-context.ts'
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
  const isReady = /^[1-9]\d{0,8}$/.test(credits) && url.trim() !== ''
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
      <div class="row">
        <label class="field">
          <span>Fewer credits than</span>
          <input
            type="number"
            min="1"
            max="999999999"
            value={credits}
            onInput={({ currentTarget }) => setCredits(currentTarget.value)}
          />
        </label>
        <label class="field wide">
          <span>Address (https)</span>
          <input
            type="url"
            maxLength={1000}
            value={url}
            onInput={({ currentTarget }) => setUrl(currentTarget.value)}
          />
        </label>
        <button
          type="button"
          class="button primary"
          disabled={!isReady || order.isBusy}
          onClick={() => void save({ credits: Number(credits), url: url.trim() })}
        >
          Save alert
        </button>
        {alert !== null && (
          <button type="button" class="button" disabled={order.isBusy} onClick={() => void save(null)}>
            No alert
          </button>
        )}
      </div>
      <Told order={order} />
    </>
  )
}
