import { expect, it } from 'vitest'
import { cleanUp } from '../../../../relay/store/cleanup/cleanup.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { acceptGeneration } from '../../../../relay/store/generations/accept.ts'
import { forgetGeneration, readGeneration } from '../../../../relay/store/generations/generations.ts'
import { readUsedLook } from '../../../../relay/store/generations/stored-json.ts'
import { MAX_LOOKS } from '../../../../relay/store/looks/check-look.ts'
import { deleteLook, withdrawLook } from '../../../../relay/store/looks/delete-look.ts'
import { listLooks, listSharedLooks, readLookVersion } from '../../../../relay/store/looks/looks.ts'
import { changeLook, createLook } from '../../../../relay/store/looks/save-look.ts'
import { removePerson } from '../../../../relay/store/people/remove-person.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { addLook, addLookPeople, addUpload, makeDraft } from '../../support/look-people.ts'
import { accept, acceptedRow, makeIntent, NOON, PROMPT } from '../../support/samples.ts'

const DAY_MS = 24 * 60 * 60_000
const RESULT_DAYS = 30
const LATER = NOON + 200 * DAY_MS

describeOnEachDatabase('looks', ({ open, openThree }) => {
  const namesFor = async (database: Database, reader: Parameters<typeof listLooks>[1]) =>
    (await listLooks(database, reader)).map(({ name }) => name)

  it('are listed for whoever may use them', async () => {
    const database = await open()
    const { lea, mia, leo, ann, ben } = await addLookPeople(database)
    await addLook(database, mia, { name: 'Mine' })
    await addLook(database, lea, { name: 'Shop', scope: 'team' }, NOON + 1)
    await addLook(database, ann, { name: 'All', scope: 'everyone' }, NOON + 2)
    await addLook(database, ann, { name: 'Press', scope: 'team', team_id: 'press' }, NOON + 3)
    expect(await namesFor(database, mia)).toEqual(['Mine', 'Shop', 'All'])
    expect(await namesFor(database, lea)).toEqual(['Shop', 'All'])
    expect(await namesFor(database, leo)).toEqual(['All', 'Press'])
    expect(await namesFor(database, ben)).toEqual(['All'])
    expect((await listSharedLooks(database)).map(({ name }) => name)).toEqual(['Shop', 'All', 'Press'])
  })

  it('changed by two leads at once become what one of them meant, and the other is told', async () => {
    const [database, second] = await openThree()
    const { lea, ann } = await addLookPeople(database)
    const { id, version } = await addLook(database, lea, { scope: 'team' })
    const change = (at: Database, reader: typeof lea, prompt: string) =>
      changeLook(at, id, version, { reader, draft: makeDraft({ scope: 'team', prompt }), now: NOON })
    const both = await Promise.all([change(database, lea, 'of Lea'), change(second, ann, 'of Ann')])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['changed', 'saved'])
    const winner = both[0]?.kind === 'saved' ? 'of Lea' : 'of Ann'
    const [look] = await listLooks(database, lea)
    expect(look).toMatchObject({ version: 2, prompt: winner, teamId: 'shop' })
  })

  it('keep their pictures from the clean-up, also those of earlier versions for a while, until they are deleted', async () => {
    const database = await open()
    const { lea } = await addLookPeople(database)
    const first = await addUpload(database, lea, 1)
    const draft = (id: string) => makeDraft({ references: [{ upload_id: id }] })
    const { id } = await addLook(database, lea, draft(first))
    const has = async (upload: string) =>
      (await database.blobs.has(upload)) &&
      (await database.query.selectFrom('uploads').select('id').where('id', '=', upload).execute()).length ===
        1

    await cleanUp(database, LATER, RESULT_DAYS)
    expect(await has(first)).toBe(true)
    const second = await addUpload(database, lea, 2, LATER)
    const change = { reader: lea, draft: draft(second), now: LATER }
    expect((await changeLook(database, id, 1, change)).kind).toBe('saved')
    await cleanUp(database, LATER + DAY_MS, RESULT_DAYS)
    expect([await has(first), await has(second)]).toEqual([true, true])
    const done = await cleanUp(database, LATER + 100 * DAY_MS, RESULT_DAYS)
    expect([await has(first), await has(second), done.looks]).toEqual([false, true, 1])
    await deleteLook(database, id, null, lea, LATER + 101 * DAY_MS)
    expect((await cleanUp(database, LATER + 102 * DAY_MS, RESULT_DAYS)).failures).toEqual([])
    expect(await has(second)).toBe(false)
  })

  it('keep an earlier version as long as a generation names it, and no longer', async () => {
    const database = await open()
    const { mia, lea } = await addLookPeople(database)
    const look = await addLook(database, lea, { scope: 'team' })
    const used = { id: look.id, version: 1 }
    const row = await accept(database, mia.personId, { request: { ...PROMPT, look: used } })
    expect(readUsedLook(row)).toEqual({ ...used, name: 'Autumn' })
    const draft = makeDraft({ scope: 'team', name: 'Winter', prompt: 'snow' })
    await changeLook(database, look.id, 1, { reader: lea, draft, now: NOON })
    await deleteLook(database, look.id, 2, lea, NOON)
    await cleanUp(database, LATER, RESULT_DAYS)
    expect(await readLookVersion(database, mia, look.id, 1)).toMatchObject({ name: 'Autumn' })
    expect(await readLookVersion(database, lea, look.id, 1)).toBeUndefined()
    const kept = await readGeneration(database, mia.personId, row.id)
    expect(kept && readUsedLook(kept)).toEqual({ ...used, name: 'Autumn' })

    await forgetGeneration(database, mia.personId, row.id, LATER)
    await cleanUp(database, LATER, RESULT_DAYS)
    expect(await database.query.selectFrom('look_versions').selectAll().execute()).toEqual([])
    expect(await database.query.selectFrom('looks').selectAll().execute()).toEqual([])
  })

  it('lend their pictures to whoever may use them, and to nobody else', async () => {
    const database = await open()
    const { lea, mia, leo } = await addLookPeople(database)
    const upload_id = await addUpload(database, lea, 1)
    const look = await addLook(database, lea, { scope: 'team', references: [{ upload_id }] })
    const used = { id: look.id, version: 1 }
    const ask = ({ personId }: typeof lea, withLook: boolean) => {
      const request = { ...PROMPT, references: [{ upload_id }], ...(withLook ? { look: used } : {}) }
      return acceptGeneration(database, makeIntent(personId, { request }))
    }
    acceptedRow(await ask(mia, true))
    expect((await ask(leo, true)).kind).toBe('unknown-look')
    expect((await ask(leo, false)).kind).toBe('unknown-upload')
    expect(await withdrawLook(database, look.id, NOON)).toBe(true)
    expect(await withdrawLook(database, look.id, NOON)).toBe(false)
    expect(await listSharedLooks(database)).toEqual([])
    expect((await ask(mia, true)).kind).toBe('unknown-look')
    expect((await ask(mia, false)).kind).toBe('unknown-upload')
    acceptedRow(await ask(lea, false))
  })

  it('that nobody has in this version start nothing', async () => {
    const database = await open()
    const { mia } = await addLookPeople(database)
    const { id } = await addLook(database, mia)
    const request = { ...PROMPT, look: { id, version: 2 } }
    expect((await acceptGeneration(database, makeIntent(mia.personId, { request }))).kind).toBe(
      'unknown-look',
    )
  })

  it('of a person who is removed go with them, and those that they shared stay', async () => {
    const database = await open()
    const { lea, mia } = await addLookPeople(database)
    const upload_id = await addUpload(database, lea, 1)
    await addLook(database, lea, {
      name: 'Private',
      references: [{ upload_id: await addUpload(database, lea, 2) }],
    })
    await addLook(database, lea, { name: 'Shared', scope: 'team', references: [{ upload_id }] })
    expect(await removePerson(database, lea.personId, NOON)).toBe(true)
    const left = await database.query.selectFrom('look_versions').select('name').execute()
    expect(left).toEqual([{ name: 'Shared' }])
    await cleanUp(database, LATER, RESULT_DAYS)
    const uploads = await database.query.selectFrom('uploads').select('id').execute()
    expect(uploads).toEqual([{ id: upload_id }])
    const request = { ...PROMPT, references: [{ upload_id }] }
    acceptedRow(await acceptGeneration(database, makeIntent(mia.personId, { request })))
  })

  it(`are at most ${MAX_LOOKS} on one shelf, also when many are made at once`, async () => {
    const [database, second] = await openThree()
    const { lea, mia } = await addLookPeople(database)
    await fillShelf(database, lea.personId)
    const edit = { reader: lea, draft: makeDraft(), now: NOON }
    const both = await Promise.all([createLook(database, edit), createLook(second, edit)])
    expect(both.map(({ kind }) => kind).sort()).toEqual(['saved', 'too-many'])
    const shared = await addLook(database, lea, { scope: 'team' })
    const draft = makeDraft()
    expect((await changeLook(database, shared.id, 1, { reader: lea, draft, now: NOON })).kind).toBe(
      'too-many',
    )
    await addLook(database, mia)
  })
})

/** All but one that it holds. */
async function fillShelf(database: Database, owner_id: string): Promise<void> {
  const rows = Array.from({ length: MAX_LOOKS - 1 }, (_, number) => ({
    id: `look_${String(number).padStart(32, '0')}`,
    scope: 'private' as const,
    owner_id,
    version: 1,
    created_at: NOON,
    updated_at: NOON,
  }))
  await database.query.insertInto('looks').values(rows).execute()
}
