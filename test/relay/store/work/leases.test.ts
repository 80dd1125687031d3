import { expect, it } from 'vitest'
import type { Database } from '../../../../relay/store/database.ts'
import { admitWaiting } from '../../../../relay/store/work/admission.ts'
import {
  bringForward,
  claimDue,
  giveLeasesBack,
  readNextStepAt,
  renewLeases,
} from '../../../../relay/store/work/leases.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, NOON, readRow } from '../../support/samples.ts'

async function admit(database: Database, personId: string, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) await accept(database, personId)
  await admitWaiting(database, 1000, NOON)
}

const claim = (owner: string, now = NOON, limit = 16) => ({ owner, now, leaseMs: 10_000, limit })

describeOnEachDatabase('leases', ({ open, openThree }) => {
  it('gives each due generation to one of many who claim at the same time', async () => {
    const relays = await openThree()
    const [first] = relays
    const { id } = await addToken(first)
    await admit(first, id, 30)
    const claimed = await Promise.all(
      Array.from({ length: 9 }, (_, index) =>
        claimDue(relays[index % 3] ?? first, claim(`owner-${index}`, NOON, 5)),
      ),
    )
    const ids = claimed.flat().map((row) => row.id)
    expect(new Set(ids).size).toBe(ids.length)
    const rest = await claimDue(first, claim('late', NOON, 100))
    expect(ids.length + rest.length).toBe(30)
  })

  it('claims nothing that waits for a place or is not due yet', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await accept(database, id)
    expect(await claimDue(database, claim('me'))).toEqual([])
    await admitWaiting(database, 1, NOON)
    expect(await claimDue(database, claim('me', NOON - 1))).toEqual([])
    expect(await claimDue(database, claim('me'))).toHaveLength(1)
  })

  it('lets another relay take over when a lease has run out, not before', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await admit(database, id, 1)
    await claimDue(database, claim('dead'))
    expect(await claimDue(database, claim('heir', NOON + 9999))).toEqual([])
    expect(await readNextStepAt(database)).toBe(NOON + 10_000)
    expect(await claimDue(database, claim('heir', NOON + 10_000))).toHaveLength(1)
  })

  it('leaves out what one still has a step under way for', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await admit(database, id, 2)
    const [own, other] = await claimDue(database, claim('me'))
    if (own === undefined || other === undefined) throw new Error('nothing claimed')
    const late = { ...claim('me', NOON + 60_000), except: [own.id] }
    expect((await claimDue(database, late)).map((row) => row.id)).toEqual([other.id])
    expect(await readNextStepAt(database)).toBe(NOON + 10_000)
    expect(await readNextStepAt(database, [own.id])).toBe(NOON + 70_000)
    expect(await readNextStepAt(database, [own.id, other.id])).toBeNull()
  })

  it('renews the leases one still holds and says which', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await admit(database, id, 2)
    const [mine] = await claimDue(database, claim('me', NOON, 1))
    const [other] = await claimDue(database, claim('other', NOON, 1))
    if (mine === undefined || other === undefined) throw new Error('nothing claimed')
    const held = await renewLeases(database, {
      owner: 'me',
      ids: [mine.id, other.id],
      until: NOON + 60_000,
    })
    expect(held).toEqual([mine.id])
    expect((await claimDue(database, claim('heir', NOON + 30_000))).map((row) => row.id)).toEqual([other.id])
  })

  it('and due steps that lie further ahead than any can are brought forward, all others left alone', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await admit(database, id, 4)
    const hour = 60 * 60_000
    const [own, far, near, step] = await claimDue(database, claim('one'))
    const set = (row: { id: string } | undefined, values: object) =>
      database.query
        .updateTable('generations')
        .set(values)
        .where('id', '=', row?.id ?? '')
        .execute()
    await set(own, { lease_until: NOON + hour })
    await set(far, { lease_until: NOON + hour, lease_owner: 'dead' })
    await set(near, { lease_until: NOON + 300_000, lease_owner: 'alive', next_step_at: NOON + 900_000 })
    await set(step, { lease_until: null, lease_owner: null, next_step_at: NOON + hour })
    await bringForward(database, 'one', NOON)
    const read = (row: { id: string } | undefined) => readRow(database, row?.id ?? '')
    expect(await read(own)).toMatchObject({ lease_owner: 'one', lease_until: NOON + hour })
    expect(await read(far)).toMatchObject({ lease_owner: null, lease_until: null })
    expect(await read(near)).toMatchObject({ lease_owner: 'alive', next_step_at: NOON + 900_000 })
    expect(await read(step)).toMatchObject({ next_step_at: NOON })
  })

  it('can be given back, so that another relay goes on at once', async () => {
    const database = await open()
    const { id } = await addToken(database)
    await admit(database, id, 3)
    await claimDue(database, claim('stopping'))
    await giveLeasesBack(database, 'stopping')
    expect(await claimDue(database, claim('heir'))).toHaveLength(3)
  })
})

describeOnEachDatabase('places at Rivya', ({ open, openThree }) => {
  it('are never more than allowed, however many replicas give them out', async () => {
    const relays = await openThree()
    const [first] = relays
    const { id } = await addToken(first)
    for (let number = 0; number < 20; number += 1) await accept(first, id)
    const admitted = await Promise.all(
      Array.from({ length: 9 }, (_, index) => admitWaiting(relays[index % 3] ?? first, 6, NOON)),
    )
    expect(admitted.reduce((sum, each) => sum + each, 0)).toBe(6)
    expect(await claimDue(first, claim('me', NOON, 100))).toHaveLength(6)
  })

  it('go to the person with a single image before the rest of a batch of forty', async () => {
    const database = await open()
    const [batch, single] = [await addToken(database), await addToken(database)]
    for (let number = 0; number < 40; number += 1) await accept(database, batch.id)
    await admitWaiting(database, 6, NOON)
    const only = await accept(database, single.id)
    await claimDue(database, claim('me'))
    // One more place, as if one of the six had finished.
    await admitWaiting(database, 7, NOON + 1000)
    expect((await claimDue(database, claim('me', NOON + 1000))).map((row) => row.id)).toEqual([only.id])
  })

  it('are given in the order in which one person asked', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const rows = []
    for (let number = 0; number < 3; number += 1) rows.push(await accept(database, id))
    const order = []
    for (let places = 1; places <= 3; places += 1) {
      await admitWaiting(database, places, NOON + places)
      const [row] = await claimDue(database, claim('me', NOON + places))
      order.push(row?.id)
    }
    expect(order).toEqual(rows.map((row) => row.id))
  })
})
