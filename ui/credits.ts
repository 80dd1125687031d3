/** What may still be spent, and by whose limit. */
import type { CreditLimit, Me } from '../contract/relay-api.ts'

/** What there is least of; `limit` is null when that is the account's own balance. */
type Scarcest = { left: number; limit: CreditLimit | null }

/** Null when nothing is known to be limited. */
export function scarcestOf(me: Me | null): Scarcest | null {
  if (me === null) return null
  const { balance } = me.credits
  const all: Scarcest[] = limitsOf(me).map((limit) => ({ left: leftOf(limit), limit }))
  if (balance !== null) all.unshift({ left: balance, limit: null })
  return all.reduce<Scarcest | null>(
    (least, each) => (least === null || each.left < least.left ? each : least),
    null,
  )
}

export function creditsLeft(me: Me | null): number | null {
  return scarcestOf(me)?.left ?? null
}

/** Those the relay tells; one of an earlier version knows a day's alone, and not when it ends. */
export function limitsOf({ credits: { limits, daily_limit: limit, used_today: used } }: Me): CreditLimit[] {
  if (limits !== undefined) return limits
  return limit === null ? [] : [{ of: 'person', period: 'day', limit, used, resets_at: '' }]
}

function leftOf({ limit, used }: CreditLimit): number {
  return Math.max(0, limit - used)
}

/** "Team Shop: 340 credits left until 1 December" */
export function limitLine(limit: CreditLimit, me: Me): string {
  const left = leftOf(limit)
  return `${ownerOf(limit, me)}: ${left} ${left === 1 ? 'credit' : 'credits'} left${untilOf(limit)}`
}

/** "You have used 17 of 20 credits of today: 3 left until 2 June" */
export function usedLine(limit: CreditLimit, me: Me): string {
  const has = limit.of === 'person' ? 'have' : 'has'
  const when = limit.period === 'day' ? 'today' : 'this month'
  const used = `${ownerOf(limit, me)} ${has} used ${limit.used} of ${limit.limit} credits of ${when}`
  return `${used}: ${leftOf(limit)} left${untilOf(limit)}`
}

function ownerOf({ of }: CreditLimit, { team }: Me): string {
  if (of === 'person') return 'You'
  return of === 'team' ? `Team ${team?.name ?? ''}`.trim() : 'The whole relay'
}

const DAY = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', timeZone: 'UTC' })

function untilOf({ resets_at }: CreditLimit): string {
  return resets_at === '' ? '' : ` until ${DAY.format(new Date(resets_at))}`
}

const NEAR = 0.8

/** Tells one limit in one of its periods from every other. */
const nameOf = ({ of, period, resets_at }: CreditLimit) => `${of} ${period} ${resets_at}`

/**
 * Limits that are nearly used up and were not spoken of before, with what has been spoken of from now on.
 *
 * @param noted names of an earlier call; those whose period is over are left out
 */
export function nearLimits(me: Me, noted: readonly string[]): { near: CreditLimit[]; noted: string[] } {
  const limits = limitsOf(me)
  const isNear = ({ limit, used }: CreditLimit) => limit > 0 && used >= limit * NEAR
  const near = limits.filter((limit) => isNear(limit) && !noted.includes(nameOf(limit)))
  const known = limits.map(nameOf)
  return { near, noted: [...noted.filter((name) => known.includes(name)), ...near.map(nameOf)] }
}
