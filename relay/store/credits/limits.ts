/** How much who may spend, and how much of it is used. */
import type { CreditLimit } from '../../../contract/relay-api.ts'
import type { Query } from '../dialect.ts'
import { endOfDay, endOfMonth, readCreditsUsed, readMonth, readMonthOfPerson } from './credits.ts'

export type Limited = {
  personId: string
  dailyCredits: number | null
  monthlyCredits: number | null
  /** `monthlyCredits` is the team's. */
  team: { id: string; name: string; monthlyCredits: number | null } | null
  /** Of the whole relay in a month. */
  relayCredits: number | null
}

/** Every limit there is for this person, the narrowest owner first, as the ledger stands. */
export async function readLimits(query: Query, limited: Limited, day: string): Promise<CreditLimit[]> {
  const { personId, dailyCredits, monthlyCredits, team, relayCredits } = limited
  const limits: CreditLimit[] = []
  if (dailyCredits !== null) {
    const used = await readCreditsUsed(query, personId, day)
    limits.push({ of: 'person', period: 'day', limit: dailyCredits, used, resets_at: endOfDay(day) })
  }
  const month = { period: 'month', resets_at: endOfMonth(day) } as const
  if (monthlyCredits !== null) {
    const used = await readMonthOfPerson(query, personId, day)
    limits.push({ of: 'person', limit: monthlyCredits, used, ...month })
  }
  if (team !== null && team.monthlyCredits !== null) {
    limits.push({
      of: 'team',
      limit: team.monthlyCredits,
      used: await readMonth(query, team.id, day),
      ...month,
    })
  }
  if (relayCredits !== null) {
    limits.push({ of: 'relay', limit: relayCredits, used: await readMonth(query, null, day), ...month })
  }
  return limits
}
