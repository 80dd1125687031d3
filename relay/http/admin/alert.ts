/** `GET` and `PUT alert`: from which balance on, and whom to tell. */
import type { Hono } from 'hono'
import { type BalanceAlert, balanceAlertBody } from '../../../contract/admin-api.ts'
import { readBalanceAlert, setBalanceAlert } from '../../store/credits/balance-alert.ts'
import { findWebhookObstacle } from '../../tell-webhook.ts'
import { refuse, sendJson, sendNothing } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { noteOf, readBodyAs } from './change-route.ts'
import { toTime } from './overview.ts'

export function addAlertRoutes(api: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const { database, clock, isLoopback } = dependencies
  api.get('/alert', async (c) => {
    const alert = await readBalanceAlert(database)
    const view: BalanceAlert =
      alert === undefined
        ? { alert: null }
        : {
            alert: {
              credits: alert.credits,
              url: alert.url,
              is_below: alert.is_below === 1,
              told_at: toTime(alert.told_at),
              fault: alert.fault,
            },
          }
    return sendJson(c, view)
  })

  api.put('/alert', async (c) => {
    const body = await readBodyAs(c, balanceAlertBody)
    if ('code' in body) return refuse(c, body)
    const { alert } = body.value
    const obstacle = alert === null ? null : findWebhookObstacle(alert.url, isLoopback)
    if (obstacle !== null)
      return refuse(c, { code: 'validation_failed', message: `The address is not taken: ${obstacle}.` })
    // The address may hold a secret of whoever is told, so the list has its host alone.
    const detail = { credits: alert?.credits ?? null, host: alert === null ? null : new URL(alert.url).host }
    await setBalanceAlert(database, alert, noteOf(c, clock.now(), 'balance alert', null, detail))
    return sendNothing(c)
  })
}
