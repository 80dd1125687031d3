import { expect, it } from 'vitest'
import { viewGeneration } from '../../../../relay/http/routes/view.ts'
import { readCreditsUsed } from '../../../../relay/store/credits/credits.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { readChanges } from '../../../../relay/store/generations/events.ts'
import { forgetGeneration, readGeneration } from '../../../../relay/store/generations/generations.ts'
import { readImage } from '../../../../relay/store/generations/images.ts'
import type { GenerationRow } from '../../../../relay/store/tables/generations.ts'
import { admitWaiting } from '../../../../relay/store/work/admission.ts'
import { readDurations } from '../../../../relay/store/work/durations.ts'
import { claimDue } from '../../../../relay/store/work/leases.ts'
import { saveStep } from '../../../../relay/store/work/steps.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, makePng, NOON, PNG_HEADER, readAll } from '../../support/samples.ts'

const owner = 'me'
const now = NOON + 1000
const image = { header: PNG_HEADER, bytes: makePng() }

async function claimOne(database: Database): Promise<{ personId: string; row: GenerationRow }> {
  const { id } = await addToken(database)
  await accept(database, id)
  await admitWaiting(database, 1, NOON)
  const [row] = await claimDue(database, { owner, now: NOON, leaseMs: 10_000, limit: 1 })
  if (row === undefined) throw new Error('nothing claimed')
  return { personId: id, row }
}

describeOnEachDatabase('writing a step', ({ open }) => {
  it('stores status, images, price and duration together and lets the lease go', async () => {
    const database = await open()
    const { personId, row } = await claimOne(database)
    const { cursor } = await readChanges(database, personId, null)
    const saved = await saveStep(database, row, {
      change: { status: 'succeeded', credits_final: 4, credits_counted: 4, next_step_at: null },
      owner,
      now,
      images: [image],
      duration: {
        resolution: '1K',
        referenceCount: 0,
        sighting: { notYetMs: 14_000, foundMs: 16_000.4, saidMs: 15_250, saidBeforeMs: null, toldMs: null },
        finishedAt: now,
      },
    })
    expect(saved).toMatchObject({ status: 'succeeded', lease_owner: null, updated_at: now })
    const stored = await readImage(database, personId, row.id, 0)
    expect(stored?.byteCount).toBe(64)
    expect(await readAll(stored)).toEqual(expect.objectContaining({ length: 64 }))
    expect(await readCreditsUsed(database.query, personId, '2026-06-01')).toBe(4)
    expect(await readDurations(database.query, { resolution: '1K', referenceCount: 0 })).toEqual(
      Array(3).fill([
        {
          notYetMs: 14_000,
          foundMs: 16_000,
          saidMs: 15_250,
          saidBeforeMs: null,
          toldMs: null,
          finishedAt: now,
        },
      ]),
    )
    const page = await readChanges(database, personId, cursor)
    expect(page.rows.map((each) => [each.status, JSON.parse(each.image_list)])).toEqual([
      ['succeeded', [{ mime_type: 'image/png', bytes: 64, width: 8, height: 8 }]],
    ])
  })

  it('gives back what was reserved when nothing was charged', async () => {
    const database = await open()
    const { personId, row } = await claimOne(database)
    await saveStep(database, row, { change: { status: 'failed', credits_counted: 0 }, owner, now })
    expect(await readCreditsUsed(database.query, personId, '2026-06-01')).toBe(0)
  })

  it('settles the credits once when the same write is tried again', async () => {
    const database = await open()
    const { personId, row } = await claimOne(database)
    const step = { change: { credits_counted: 3, credits_final: 3 }, owner, now, isHeld: true }
    await saveStep(database, row, step)
    await saveStep(database, row, step)
    await saveStep(database, row, { change: { setbacks: 1 }, owner, now })
    expect(await readCreditsUsed(database.query, personId, '2026-06-01')).toBe(3)
  })

  it('writes nothing for one who has lost the lease', async () => {
    const database = await open()
    const { personId, row } = await claimOne(database)
    await claimDue(database, { owner: 'heir', now: NOON + 10_000, leaseMs: 10_000, limit: 1 })
    const step = { change: { status: 'failed', credits_counted: 0 } as const, owner, now, images: [image] }
    expect(await saveStep(database, row, step)).toBeNull()
    expect((await readGeneration(database, personId, row.id))?.status).toBe('accepted')
    expect(await readImage(database, personId, row.id, 0)).toBeUndefined()
    expect(await readCreditsUsed(database.query, personId, '2026-06-01')).toBe(5)
  })

  it('changes nothing of a generation that has ended', async () => {
    const database = await open()
    const { personId, row } = await claimOne(database)
    await saveStep(database, row, { change: { status: 'unknown' }, owner, now, isHeld: true })
    expect(await saveStep(database, row, { change: { status: 'queued' }, owner, now })).toBeNull()
    expect((await readGeneration(database, personId, row.id))?.status).toBe('unknown')
  })

  it('tells nobody of changes that nobody can see', async () => {
    const database = await open()
    const { personId, row } = await claimOne(database)
    const { cursor } = await readChanges(database, personId, null)
    await saveStep(database, row, { change: { looks: 1, status: row.status }, owner, now })
    expect(await readChanges(database, personId, cursor)).toEqual({ cursor, rows: [] })
  })

  it('tells that a step has failed and comes again, and when that is over', async () => {
    const database = await open()
    const { personId, row } = await claimOne(database)
    let { cursor } = await readChanges(database, personId, null)
    const isDelayedNow = async () => {
      const page = await readChanges(database, personId, cursor)
      cursor = page.cursor
      return page.rows.map((changed) => viewGeneration(changed).is_delayed)
    }
    const failed = await saveStep(database, row, { change: { setbacks: 1 }, owner, now, isHeld: true })
    expect(await isDelayedNow()).toEqual([true])
    const went = await saveStep(database, failed ?? row, {
      change: { setbacks: 0 },
      owner,
      now,
      isHeld: true,
    })
    expect(await isDelayedNow()).toEqual([false])
    const change = { status: 'failed', setbacks: 3, dead_ends: 4 } as const
    await saveStep(database, went ?? row, { change, owner, now })
    expect(await isDelayedNow()).toEqual([false])
  })
})

describeOnEachDatabase('deleting a generation', ({ open }) => {
  it('before it was sent, gives the credits back and stops the worker in its tracks', async () => {
    const database = await open()
    const { personId, row } = await claimOne(database)
    expect(await forgetGeneration(database, personId, row.id, NOON)).toBe(true)
    expect(await readCreditsUsed(database.query, personId, '2026-06-01')).toBe(0)
    const attempt = {
      change: { status: 'submitting', doubt_since: now } as const,
      owner,
      now,
    }
    expect(await saveStep(database, row, attempt)).toBeNull()
    expect(await claimDue(database, { owner, now: NOON + 60_000, leaseMs: 1, limit: 9 })).toEqual([])
    expect(await admitWaiting(database, 9, now)).toBe(0)
  })

  it('after it was sent, keeps what is paid and lets the worker see the task to its end', async () => {
    const database = await open()
    const { personId, row } = await claimOne(database)
    const change = { status: 'submitting', doubt_since: NOON, upstream_body: '{}' } as const
    const sent = await saveStep(database, row, { change, owner, now, isHeld: true })
    if (sent === null) throw new Error('not written')
    await forgetGeneration(database, personId, row.id, NOON)
    expect(await readCreditsUsed(database.query, personId, '2026-06-01')).toBe(5)
    expect(await readGeneration(database, personId, row.id)).toBeUndefined()
    const created = await saveStep(database, sent, { change: { status: 'queued' }, owner, now })
    expect(created).toMatchObject({ status: 'queued', prompt: '', upstream_body: null })
    const [again] = await claimDue(database, { owner, now, leaseMs: 10_000, limit: 1 })
    if (again === undefined) throw new Error('nothing claimed')
    const end = { status: 'succeeded', credits_counted: 3 } as const
    await saveStep(database, again, { change: end, owner, now, images: [image] })
    expect(await readCreditsUsed(database.query, personId, '2026-06-01')).toBe(3)
    expect(await database.query.selectFrom('images').selectAll().execute()).toEqual([])
  })
})
