import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { dayOf, readCreditsUsed } from '../../../../relay/store/credits/credits.ts'
import type { Dialect } from '../../../../relay/store/dialect.ts'
import { readChanges } from '../../../../relay/store/generations/events.ts'
import {
  listGenerations,
  readGeneration,
  starGeneration,
} from '../../../../relay/store/generations/generations.ts'
import { migrate } from '../../../../relay/store/migrations/migrate.ts'
import { listPeople } from '../../../../relay/store/people/people.ts'
import { findCaller, listTokens, revokeToken } from '../../../../relay/store/people/tokens.ts'
import { openPostgres } from '../../../../relay/store/postgres/postgres.ts'
import { openSqlite } from '../../../../relay/store/sqlite/sqlite.ts'
import { touchUpload } from '../../../../relay/store/uploads/uploads.ts'
import { hashSecret, isSecretOf } from '../../../../relay/token.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, NOON } from '../../support/samples.ts'

/** The last version that knew tokens and no people. */
const BEFORE_PEOPLE = 6
const ADA = 'aaaaaaaaaaaa'
const BEN = 'bbbbbbbbbbbb'
const UPLOAD = '1'.repeat(64)

describeOnEachDatabase('tokens of the version before people', ({ createPlace, open }) => {
  /** A connection of the older relay, with two tokens, of which one has made something. */
  async function beginOlder() {
    const place = await createPlace()
    const older = place.kind === 'sqlite' ? openSqlite(place.directory) : await openPostgres(place)
    await migrate(older, BEFORE_PEOPLE)
    for (const [id, name] of [
      [ADA, 'Ada'],
      [BEN, 'Ben'],
    ]) {
      await sql`INSERT INTO tokens (id, name, secret_hash, daily_credits, created_at, expires_at, last_change)
        VALUES (${id}, ${name}, ${hashSecret(`secret of ${name}`)}, 50, ${NOON}, ${NOON + 1000}, 7)`.execute(
        older.query,
      )
    }
    await insertGeneration(older, 'gen_1', 7)
    await sql`INSERT INTO uploads (id, mime_type, byte_count, width, height, created_at, last_used_at)
      VALUES (${UPLOAD}, 'image/png', 64, 8, 8, ${NOON}, ${NOON})`.execute(older.query)
    await sql`INSERT INTO upload_owners VALUES (${UPLOAD}, ${ADA})`.execute(older.query)
    await sql`INSERT INTO credit_days VALUES (${ADA}, ${dayOf(NOON)}, 5)`.execute(older.query)
    return { place, older }
  }

  /** As the older relay writes it. */
  async function insertGeneration(older: Dialect, id: string, change: number): Promise<void> {
    await sql`INSERT INTO generations (id, token_id, position, change, idempotency_key, request_hash, request_id,
        status, prompt, prompt_folded, aspect_ratio, resolution, reference_list, reference_count, image_list, starred,
        has_thumbnail, credits_reserved, credits_counted, credit_day, created_at, updated_at, has_slot, upstream_key,
        looks, setbacks, dead_ends)
      VALUES (${id}, ${ADA}, ${change}, ${change}, ${`key-of-${id}`}, 'hash', 'req', 'accepted', 'A mug', 'a mug',
        '1:1', '1K', '[]', 0, '[]', 0, 0, 5, 5, ${dayOf(NOON)}, ${NOON}, ${NOON}, 0, ${`up-${id}`}, 0, 0, 0)`.execute(
      older.query,
    )
  }

  /** As the older relay does before every visible change. */
  async function raiseAsOlder(older: Dialect, id: string): Promise<unknown> {
    const { rows } =
      await sql`UPDATE tokens SET last_change = last_change + 1 WHERE id = ${id} RETURNING last_change, daily_credits`.execute(
        older.query,
      )
    return rows
  }

  it('each have a person of their own, who owns all that was theirs', async () => {
    const { place, older } = await beginOlder()
    await older.close()
    const database = await open(place)
    expect((await listPeople(database)).map(({ id, name, role }) => [id, name, role])).toEqual([
      [ADA, 'Ada', 'member'],
      [BEN, 'Ben', 'member'],
    ])
    const caller = await findCaller(database, ADA)
    expect(caller).toMatchObject({
      person_id: ADA,
      daily_credits: 50,
      expires_at: NOON + 1000,
      revoked_at: null,
    })
    expect(isSecretOf('secret of Ada', caller?.secret_hash ?? new Uint8Array())).toBe(true)
    expect((await listGenerations(database, ADA, {}, 9)).map(({ id }) => id)).toEqual(['gen_1'])
    expect(await listGenerations(database, BEN, {}, 9)).toEqual([])
    expect(await readCreditsUsed(database.query, ADA, dayOf(NOON))).toBe(5)
    expect(await touchUpload(database.query, ADA, UPLOAD, NOON)).toBe(true)
    expect((await accept(database, ADA)).change).toBe(8)
  })

  it('still serve a relay of that version that runs on beside the new one', async () => {
    const { place, older } = await beginOlder()
    const asked = () => sql`SELECT * FROM tokens WHERE id = ${ADA}`.execute(older.query)
    const before = await asked()
    const database = await open(place)
    expect((await asked()).rows).toEqual(before.rows)
    expect(await raiseAsOlder(older, ADA)).toEqual([{ last_change: 8, daily_credits: 50 }])
    await insertGeneration(older, 'gen_2', 8)
    await sql`UPDATE tokens SET last_admitted_at = ${NOON} WHERE id = ${ADA}`.execute(older.query)
    // One counter for both, so the cursor of neither skips anything.
    expect((await starGeneration(database, ADA, 'gen_1', true))?.change).toBe(9)
    expect(await raiseAsOlder(older, ADA)).toEqual([{ last_change: 10, daily_credits: 50 }])
    expect((await readChanges(database, ADA, 7)).rows.map(({ id }) => id)).toEqual(['gen_2', 'gen_1'])
    expect(await readGeneration(database, ADA, 'gen_2')).toBeDefined()
    const joined = await sql<{ n: number }>`SELECT tokens.last_admitted_at AS n FROM generations
      INNER JOIN tokens ON tokens.id = generations.token_id WHERE generations.id = 'gen_2'`.execute(
      older.query,
    )
    expect(joined.rows).toEqual([{ n: NOON }])
    await older.close()
  })

  it('that are revoked by the new relay open the door of the older one no longer', async () => {
    const { place, older } = await beginOlder()
    const database = await open(place)
    await revokeToken(database, ADA, NOON)
    const { rows } = await sql`SELECT revoked_at FROM tokens WHERE id = ${ADA}`.execute(older.query)
    expect(rows).toEqual([{ revoked_at: NOON }])
    await older.close()
  })

  it('let a relay of that version that starts again refuse clearly', async () => {
    const { place, older } = await beginOlder()
    await open(place)
    await expect(migrate(older, BEFORE_PEOPLE)).rejects.toThrow(
      /made by a newer relay \(version \d+, this one knows 6\)/,
    )
    await older.close()
  })

  it('are listed with their person', async () => {
    const { place, older } = await beginOlder()
    await older.close()
    const tokens = await listTokens(await open(place))
    expect(tokens.map(({ id, person_id, daily_credits }) => [id, person_id, daily_credits])).toEqual([
      [ADA, ADA, 50],
      [BEN, BEN, 50],
    ])
  })
})
