/** The intent: everything that must be on the disk before the relay answers "accepted". */
import { randomUUID } from 'node:crypto'
import type { CreateGeneration } from '../../contract/relay-api.ts'
import { countCredits, dayOf, readCreditsUsed } from './credits.ts'
import type { Database } from './database.ts'
import type { WriteQuery } from './dialect.ts'
import type { GenerationRow } from './schema.ts'
import { touchUpload } from './uploads.ts'

export type Intent = {
  personId: string
  idempotencyKey: string
  /** Tells the same body from another one under the same key. */
  requestHash: string
  requestId: string
  request: CreateGeneration
  /** Credits reserved until Rivya names its own figure. */
  estimatedCredits: number
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
  | { kind: 'quota-exceeded'; used: number; limit: number }
  /** Absent or another user's, which look the same. `index` is the place in `references`. */
  | { kind: 'unknown-upload'; index: number }

/** Checks and reserves the quota and stores the generation, all in one transaction. */
export async function acceptGeneration(database: Database, intent: Intent): Promise<Acceptance> {
  return database.write(async (trx, touched) => {
    // Also the lock that makes requests of one person, on whatever replica, come one after the other.
    const person = await trx
      .updateTable('people')
      .set((set) => ({ last_change: set('last_change', '+', 1) }))
      .where('id', '=', intent.personId)
      .returning(['last_change', 'daily_credits'])
      .executeTakeFirstOrThrow()

    const known = await trx
      .selectFrom('generations')
      .selectAll()
      .where('token_id', '=', intent.personId)
      .where('idempotency_key', '=', intent.idempotencyKey)
      .executeTakeFirst()
    if (known !== undefined) return recognise(known, intent.requestHash)

    const missing = await useUploads(trx, intent)
    if (missing !== null) return { kind: 'unknown-upload', index: missing }

    const day = dayOf(intent.now)
    if (person.daily_credits !== null) {
      const used = await readCreditsUsed(trx, intent.personId, day)
      if (used + intent.estimatedCredits > person.daily_credits) {
        return { kind: 'quota-exceeded', used, limit: person.daily_credits }
      }
    }
    await countCredits(trx, intent.personId, day, intent.estimatedCredits)

    const row = await trx
      .insertInto('generations')
      .values(makeRow(intent, person.last_change, day))
      .returningAll()
      .executeTakeFirstOrThrow()
    for (const upload_id of uploadIds(intent)) {
      await trx.insertInto('generation_uploads').values({ generation_id: row.id, upload_id }).execute()
    }
    touched(intent.personId)
    return { kind: 'accepted', row }
  })
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
async function useUploads(trx: WriteQuery, intent: Intent): Promise<number | null> {
  for (const id of uploadIds(intent)) {
    if (!(await touchUpload(trx, intent.personId, id, intent.now))) {
      return intent.request.references.findIndex((reference) => reference.upload_id === id)
    }
  }
  return null
}

function makeRow(intent: Intent, change: number, day: string) {
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
