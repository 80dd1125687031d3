/** The intent: everything that must be on the disk before the relay answers "accepted". */
import { randomUUID } from 'node:crypto'
import type { CreateGeneration, CreditLimit } from '../../../contract/relay-api.ts'
import { countCredits, dayOf } from '../credits/credits.ts'
import { type Limited, readLimits } from '../credits/limits.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import { touchSharedUpload } from '../looks/look-uploads.ts'
import { findUsedLook } from '../looks/looks.ts'
import type { GenerationRow } from '../tables/generations.ts'

export type Intent = {
  personId: string
  idempotencyKey: string
  /** Tells the same body from another one under the same key. */
  requestHash: string
  requestId: string
  request: CreateGeneration
  /** Credits reserved until Rivya names its own figure. */
  estimatedCredits: number
  /** Limit of the whole relay in a month; null: none. */
  relayCredits: number | null
  now: number
  expectedAt: number
}

export type Acceptance =
  | { kind: 'accepted'; row: GenerationRow }
  | { kind: 'repeated'; row: GenerationRow }
  /** The key was used with another body. */
  | { kind: 'conflict' }
  /** The key's generation was deleted: it is never paid again. */
  | { kind: 'forgotten' }
  /** `used` is without this one. `teamName`: of the person's team. */
  | { kind: 'quota-exceeded'; limit: CreditLimit; teamName: string | null }
  /** Absent or another user's, which look the same. `index` is the place in `references`. */
  | { kind: 'unknown-upload'; index: number }
  /** Withdrawn, of another team or person, or without this version. */
  | { kind: 'unknown-look' }
  /** The person was, since the request came in. */
  | { kind: 'removed' }

/** Takes back what the transaction has reserved. */
class OverLimit extends Error {
  readonly refusal: Acceptance

  constructor(refusal: Acceptance) {
    super('over a limit')
    this.refusal = refusal
  }
}

/** Checks and reserves every limit and stores the generation, all in one transaction. */
export async function acceptGeneration(database: Database, intent: Intent): Promise<Acceptance> {
  try {
    return await accept(database, intent)
  } catch (error) {
    if (error instanceof OverLimit) return error.refusal
    throw error
  }
}

function accept(database: Database, intent: Intent): Promise<Acceptance> {
  return database.write(async (trx, touched) => {
    // Also the lock that makes requests of one person, on whatever replica, come one after the other.
    const person = await trx
      .updateTable('people')
      .set((set) => ({ last_change: set('last_change', '+', 1) }))
      .where('id', '=', intent.personId)
      .where('removed_at', 'is', null)
      .returning(['last_change', 'daily_credits', 'monthly_credits', 'team_id'])
      .executeTakeFirst()
    if (person === undefined) return { kind: 'removed' }

    const known = await trx
      .selectFrom('generations')
      .selectAll()
      .where('token_id', '=', intent.personId)
      .where('idempotency_key', '=', intent.idempotencyKey)
      .executeTakeFirst()
    if (known !== undefined) return recognise(known, intent.requestHash)

    const reader = { personId: intent.personId, teamId: person.team_id }
    const look = await findUsedLook(trx, reader, intent.request.look)
    if (look === undefined) return { kind: 'unknown-look' }
    const missing = await useUploads(trx, reader, intent)
    if (missing !== null) return { kind: 'unknown-upload', index: missing }

    const day = dayOf(intent.now)
    const limited: Limited = {
      personId: intent.personId,
      dailyCredits: person.daily_credits,
      monthlyCredits: person.monthly_credits,
      team: await readTeam(trx, person.team_id),
      relayCredits: intent.relayCredits,
    }
    // Most are refused here, without holding up everybody.
    await checkLimits(trx, limited, day, { counted: 0, more: intent.estimatedCredits })
    const row = await trx
      .insertInto('generations')
      .values({ ...makeRow(intent, person.last_change, day, person.team_id), ...look })
      .returningAll()
      .executeTakeFirstOrThrow()
    for (const upload_id of uploadIds(intent)) {
      await trx.insertInto('generation_uploads').values({ generation_id: row.id, upload_id }).execute()
    }
    // What is counted holds the rows until the end, so that of a hundred at once each sees what those before have reserved.
    await countCredits(trx, row, intent.estimatedCredits)
    await checkLimits(trx, limited, day, { counted: intent.estimatedCredits, more: 0 })
    touched(intent.personId)
    return { kind: 'accepted', row }
  })
}

async function readTeam(trx: WriteQuery, id: string | null): Promise<Limited['team']> {
  if (id === null) return null
  const { name, monthly_credits: monthlyCredits } = await trx
    .selectFrom('teams')
    .select(['name', 'monthly_credits'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return { id, name, monthlyCredits }
}

/**
 * @param own `counted`: this generation's part of what is used already; `more`: what it is about to add
 * @throws {OverLimit}
 */
async function checkLimits(
  trx: WriteQuery,
  limited: Limited,
  day: string,
  own: { counted: number; more: number },
): Promise<void> {
  const limits = await readLimits(trx, limited, day)
  const reached = limits.find(({ limit, used }) => used + own.more > limit)
  if (reached === undefined) return
  const limit = { ...reached, used: reached.used - own.counted }
  throw new OverLimit({ kind: 'quota-exceeded', limit, teamName: limited.team?.name ?? null })
}

function recognise(known: GenerationRow, requestHash: string): Acceptance {
  if (known.deleted_at !== null) return { kind: 'forgotten' }
  return known.request_hash === requestHash ? { kind: 'repeated', row: known } : { kind: 'conflict' }
}

/** Sorted, so that two transactions never wait for each other's rows. */
function uploadIds({ request }: Intent): string[] {
  return [...new Set(request.references.map((reference) => reference.upload_id))].sort()
}

/** Marks the uploads as used, which also holds off the clean-up. @returns index of the first that is not there */
async function useUploads(
  trx: WriteQuery,
  reader: { personId: string; teamId: string | null },
  intent: Intent,
): Promise<number | null> {
  for (const id of uploadIds(intent)) {
    if (!(await touchSharedUpload(trx, reader, id, intent.now))) {
      return intent.request.references.findIndex((reference) => reference.upload_id === id)
    }
  }
  return null
}

function makeRow(intent: Intent, change: number, day: string, teamId: string | null) {
  const { request, now } = intent
  return {
    id: `gen_${randomUUID().replaceAll('-', '')}`,
    token_id: intent.personId,
    position: change,
    change,
    idempotency_key: intent.idempotencyKey,
    request_hash: intent.requestHash,
    request_id: intent.requestId,
    status: 'accepted',
    prompt: request.prompt,
    prompt_folded: request.prompt.toLowerCase(),
    aspect_ratio: request.aspect_ratio,
    resolution: request.resolution,
    reference_list: JSON.stringify(request.references),
    reference_count: request.references.length,
    image_list: '[]',
    origin: request.origin === undefined ? null : JSON.stringify(request.origin),
    document_id: request.origin?.document_id ?? null,
    start: request.start === undefined ? null : JSON.stringify(request.start),
    starred: 0,
    has_thumbnail: 0,
    credits_reserved: intent.estimatedCredits,
    credits_final: null,
    credits_counted: intent.estimatedCredits,
    credit_day: day,
    team_id: teamId,
    created_at: now,
    updated_at: now,
    expected_at: intent.expectedAt,
    has_slot: 0,
    upstream_key: randomUUID(),
    looks: 0,
    setbacks: 0,
    dead_ends: 0,
  } as const
}
