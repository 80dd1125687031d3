/**
 * Whether the clock may be trusted with deleting. A clock that is weeks ahead for a moment would make everything old, and
 * what is deleted does not come back when it is put right.
 */
import type { Database } from '../database.ts'
import type { Query } from '../dialect.ts'
import { readMark, removeMark, setMark } from '../marks.ts'

/** More than a night or a weekend day without a relay; so much too early nothing is missed. */
const MAX_STEP_MS = 2 * 24 * 60 * 60_000
/** A clock that has run on for so long is right, and the relay was off. */
const DOUBT_MS = 24 * 60 * 60_000

type ClockReading = {
  now: number
  /** When it was last trusted; before the first time, what the newest rows say. Null: there is nothing to go by. */
  seenAt: number | null
  /** What it said when this doubt began. */
  doubtedAt: number | null
}

export function judgeClock({ now, seenAt, doubtedAt }: ClockReading): 'trusted' | 'doubted' | 'doubted-anew' {
  if (seenAt === null || now - seenAt <= MAX_STEP_MS) return 'trusted'
  if (doubtedAt === null || now < doubtedAt) return 'doubted-anew'
  return now - doubtedAt >= DOUBT_MS ? 'trusted' : 'doubted'
}

/** Remembers what it has read, for the next time and the other relays. */
export async function isClockTrusted(database: Database, now: number): Promise<boolean> {
  return database.transact(async (trx) => {
    await database.lockName(trx, 'cleanup')
    const verdict = judgeClock({
      now,
      seenAt: (await readMark(trx, 'clock-trusted')) ?? (await readNewest(trx)),
      doubtedAt: await readMark(trx, 'clock-doubted'),
    })
    if (verdict === 'trusted') {
      await setMark(trx, 'clock-trusted', now)
      await removeMark(trx, 'clock-doubted')
    } else if (verdict === 'doubted-anew') {
      await setMark(trx, 'clock-doubted', now)
    }
    return verdict === 'trusted'
  })
}

/** Of what would be deleted; both have an index. */
async function readNewest(query: Query): Promise<number | null> {
  const image = await query
    .selectFrom('images')
    .select(({ fn }) => fn.max<number | null>('created_at').as('at'))
    .executeTakeFirst()
  const upload = await query
    .selectFrom('uploads')
    .select(({ fn }) => fn.max<number | null>('last_used_at').as('at'))
    .executeTakeFirst()
  const times = [image?.at, upload?.at].filter((at) => at != null)
  return times.length === 0 ? null : Math.max(...times)
}
