/** Looks at the account's balance now and then, and tells of it when it falls under the admin's limit. */
import type { Account } from '../../account.ts'
import type { Clock } from '../../clock.ts'
import type { Log } from '../../observe/log.ts'
import { claimBalanceAlert, endBalanceAttempt, readBalanceAlert } from '../../store/credits/balance-alert.ts'
import type { Database } from '../../store/database.ts'
import type { Webhook } from '../../tell-webhook.ts'
import { repeat } from '../repeat.ts'

const EVERY_MS = 60_000

type BalanceWatch = {
  database: Database
  account: Pick<Account, 'roughBalance'>
  webhook: Pick<Webhook, 'tell'>
  clock: Clock
  log: Log
}

/** Once a minute until it is stopped. @returns stops, and resolves when a look under way has ended */
export function startBalanceWatch(watch: BalanceWatch): () => Promise<void> {
  return repeat({
    clock: watch.clock,
    firstMs: EVERY_MS,
    everyMs: EVERY_MS,
    run: () => watchBalanceOnce(watch),
    tellFailure: (error) =>
      watch.log.error({ error }, 'could not see to the alert of the balance; it comes again in a minute'),
  })
}

export async function watchBalanceOnce({
  database,
  account,
  webhook,
  clock,
  log,
}: BalanceWatch): Promise<void> {
  // Rivya is not asked where nobody wants to know.
  if ((await readBalanceAlert(database)) === undefined) return
  const balance = await account.roughBalance()
  if (balance === null) return
  const alert = await claimBalanceAlert(database, balance, clock.now())
  if (alert === null) return
  const text = `The Rivya account has ${balance} credits left, less than ${alert.credits}.`
  const fault = await webhook.tell(alert.url, { alert: 'balance-low', balance, limit: alert.credits, text })
  await endBalanceAttempt(database, fault, clock.now())
  if (fault === null) log.info({ balance }, 'told the admin of the low balance')
  else log.warn({ balance, fault, attempt: alert.attempts }, 'could not tell the admin of the low balance')
}
