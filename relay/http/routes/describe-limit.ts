import type { CreditLimit } from '../../../contract/relay-api.ts'

/** Which limit stands in the way, until when, and who can change it. */
export function describeLimit(
  { of, period, limit, used, resets_at }: CreditLimit,
  teamName: string | null,
): string {
  const whose = { person: 'your', team: `team ${teamName ?? ''}’s`, relay: 'the whole relay’s' }[of]
  const when = period === 'day' ? 'today' : 'this month'
  const until = resets_at.slice(0, 10)
  return `${used} of ${whose} ${limit} credits of ${when} are used; the limit begins anew on ${until}. Whoever runs the relay can change it.`
}
