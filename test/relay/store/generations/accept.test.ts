import { expect, it } from 'vitest'
import { readCreditsUsed } from '../../../../relay/store/credits/credits.ts'
import { acceptGeneration } from '../../../../relay/store/generations/accept.ts'
import { forgetGeneration, listGenerations } from '../../../../relay/store/generations/generations.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import {
  accept,
  addToken,
  makeIntent,
  makePng,
  NOON,
  PNG_HEADER,
  PROMPT,
  sha256,
} from '../../support/samples.ts'

const DAY = '2026-06-01'

describeOnEachDatabase('accepting a generation', ({ open }) => {
  it('stores the intent and reserves its credits for the day', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const row = await accept(database, id, { estimatedCredits: 7 })
    expect(row).toMatchObject({ status: 'accepted', prompt: PROMPT.prompt, credits_reserved: 7, has_slot: 0 })
    expect(await readCreditsUsed(database.query, id, DAY)).toBe(7)
  })

  it('answers the same key and body with the same generation and reserves nothing more', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const intent = makeIntent(id)
    const first = await acceptGeneration(database, intent)
    const second = await acceptGeneration(database, { ...intent, now: NOON + 60_000 })
    expect(first.kind).toBe('accepted')
    expect(second).toEqual({ ...first, kind: 'repeated' })
    expect(await readCreditsUsed(database.query, id, DAY)).toBe(5)
  })

  it('refuses the same key with another body', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const intent = makeIntent(id)
    await acceptGeneration(database, intent)
    expect(await acceptGeneration(database, { ...intent, requestHash: 'other' })).toEqual({
      kind: 'conflict',
    })
  })

  it('gives two users their own generations under the same key', async () => {
    const database = await open()
    const [ada, ben] = [await addToken(database), await addToken(database)]
    const intent = makeIntent(ada.id)
    const first = await acceptGeneration(database, intent)
    const second = await acceptGeneration(database, { ...intent, personId: ben.id })
    expect([first.kind, second.kind]).toEqual(['accepted', 'accepted'])
  })

  it('makes one generation of twenty identical requests at once', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const intent = makeIntent(id)
    const kinds = await Promise.all(
      Array.from({ length: 20 }, async () => (await acceptGeneration(database, intent)).kind),
    )
    expect(kinds.filter((kind) => kind === 'accepted')).toHaveLength(1)
    expect(kinds.filter((kind) => kind === 'repeated')).toHaveLength(19)
    expect(await listGenerations(database, id, {}, 50)).toHaveLength(1)
    expect(await readCreditsUsed(database.query, id, DAY)).toBe(5)
  })

  it('never starts a deleted generation again', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const intent = makeIntent(id)
    const row = await accept(database, id, intent)
    await forgetGeneration(database, id, row.id, NOON)
    expect(await acceptGeneration(database, intent)).toEqual({ kind: 'forgotten' })
  })

  it('keeps the daily limit when many requests come at once', async () => {
    const database = await open()
    const { id } = await addToken(database, { dailyCredits: 22 })
    const outcomes = await Promise.all(
      Array.from({ length: 12 }, () => acceptGeneration(database, makeIntent(id))),
    )
    expect(outcomes.filter(({ kind }) => kind === 'accepted')).toHaveLength(4)
    expect(outcomes.find(({ kind }) => kind === 'quota-exceeded')).toMatchObject({
      limit: { of: 'person', period: 'day', used: 20, limit: 22 },
    })
  })

  it('counts each day in UTC for itself', async () => {
    const database = await open()
    const { id } = await addToken(database, { dailyCredits: 5 })
    const midnight = Date.UTC(2026, 5, 2)
    expect((await acceptGeneration(database, makeIntent(id, { now: midnight - 1 }))).kind).toBe('accepted')
    expect((await acceptGeneration(database, makeIntent(id, { now: midnight - 1 }))).kind).toBe(
      'quota-exceeded',
    )
    expect((await acceptGeneration(database, makeIntent(id, { now: midnight }))).kind).toBe('accepted')
  })

  it('finds an upload only for those who have sent it, and tells the others nothing', async () => {
    const database = await open()
    const [ada, ben] = [await addToken(database), await addToken(database)]
    const data = makePng()
    const uploadId = sha256(data)
    const request = { ...PROMPT, references: [{ upload_id: uploadId, name: 'Mug' }] }
    await saveUpload(database, ada.id, { id: uploadId, header: PNG_HEADER, data }, NOON)
    expect((await acceptGeneration(database, makeIntent(ada.id, { request }))).kind).toBe('accepted')
    expect(await acceptGeneration(database, makeIntent(ben.id, { request }))).toEqual({
      kind: 'unknown-upload',
      index: 0,
    })
    expect(await saveUpload(database, ben.id, { id: uploadId, header: PNG_HEADER, data }, NOON)).toBe('new')
    expect(await saveUpload(database, ben.id, { id: uploadId, header: PNG_HEADER, data }, NOON)).toBe('known')
    expect((await acceptGeneration(database, makeIntent(ben.id, { request }))).kind).toBe('accepted')
  })

  it('names the first reference that is not there, also when another comes twice', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const data = makePng()
    const known = { upload_id: sha256(data) }
    await saveUpload(database, id, { id: known.upload_id, header: PNG_HEADER, data }, NOON)
    const absent = { upload_id: 'f'.repeat(64) }
    const twice = { ...PROMPT, references: [known, known] }
    expect((await acceptGeneration(database, makeIntent(id, { request: twice }))).kind).toBe('accepted')
    const request = { ...PROMPT, references: [known, known, absent] }
    expect(await acceptGeneration(database, makeIntent(id, { request }))).toEqual({
      kind: 'unknown-upload',
      index: 2,
    })
  })
})
