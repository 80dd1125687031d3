import { expect, it, vi } from 'vitest'
import { createLog } from '../../../../relay/observe/log.ts'
import { readChanges } from '../../../../relay/store/generations/events.ts'
import { forgetGeneration, starGeneration } from '../../../../relay/store/generations/generations.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { accept, addToken, NOON } from '../../support/samples.ts'

describeOnEachDatabase('changes since a cursor', ({ open, openThree, kind }) => {
  it('begins with what is still running and a cursor to go on from', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const running = await accept(database, id)
    const gone = await accept(database, id)
    await forgetGeneration(database, id, gone.id, NOON)
    const { cursor, rows } = await readChanges(database, id, null)
    expect(rows.map((row) => row.id)).toEqual([running.id])
    expect(await readChanges(database, id, cursor)).toEqual({ cursor, rows: [] })
  })

  it('tells each generation once, with its latest state, in the order of change', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const [one, two] = [await accept(database, id), await accept(database, id)]
    const { cursor } = await readChanges(database, id, null)
    await starGeneration(database, id, one.id, true)
    await starGeneration(database, id, two.id, true)
    await starGeneration(database, id, one.id, false)
    const page = await readChanges(database, id, cursor)
    expect(page.rows.map((row) => [row.id, row.starred])).toEqual([
      [two.id, 1],
      [one.id, 0],
    ])
    expect(await readChanges(database, id, page.cursor)).toEqual({ cursor: page.cursor, rows: [] })
  })

  it("tells nobody of another user's", async () => {
    const database = await open()
    const [ada, ben] = [await addToken(database), await addToken(database)]
    await accept(database, ada.id)
    expect((await readChanges(database, ben.id, null)).rows).toEqual([])
    expect((await readChanges(database, ben.id, 0)).rows).toEqual([])
  })

  it('starts over with a cursor from the future, as after a restored backup', async () => {
    const database = await open()
    const { id } = await addToken(database)
    const row = await accept(database, id)
    const page = await readChanges(database, id, 999)
    expect(page.rows.map((each) => each.id)).toEqual([row.id])
    expect(page.cursor).toBe(1)
  })

  it('leads through more changes than fit into one answer', async () => {
    const database = await open()
    const { id } = await addToken(database)
    for (let number = 0; number < 203; number += 1) await accept(database, id)
    const first = await readChanges(database, id, null)
    const second = await readChanges(database, id, first.cursor)
    expect([first.rows.length, second.rows.length]).toEqual([200, 3])
  })

  it('misses no change of many that are made at the same time', async () => {
    const writers = await openThree()
    const [reader] = writers
    const { id } = await addToken(reader)
    const rows = await Promise.all(Array.from({ length: 12 }, () => accept(reader, id)))
    let { cursor } = await readChanges(reader, id, null)
    const seen = new Map<string, number>()
    let isWriting = true
    const writing = Promise.all(
      rows.map(async (row, index) => {
        for (let turn = 0; turn < 12; turn += 1) {
          const writer = writers[(index + turn) % writers.length] ?? reader
          await starGeneration(writer, id, row.id, turn % 2 === 1)
        }
      }),
    ).finally(() => {
      isWriting = false
    })
    const follow = async () => {
      const page = await readChanges(reader, id, cursor)
      for (const row of page.rows) seen.set(row.id, row.starred)
      cursor = page.cursor
    }
    while (isWriting) await follow()
    await writing
    await follow()
    expect([...seen.entries()].sort()).toEqual(rows.map((row) => [row.id, 1]).sort())
  })

  it('wakes those who wait for this token, after the change can be read', async () => {
    const database = await open()
    const [ada, ben] = [await addToken(database), await addToken(database)]
    const row = await accept(database, ada.id)
    const [onAda, onBen] = [vi.fn(), vi.fn()]
    const stop = database.changes.onPerson(ada.id, onAda)
    database.changes.onPerson(ben.id, onBen)
    await starGeneration(database, ada.id, row.id, true)
    expect(onAda).toHaveBeenCalledTimes(1)
    expect(onBen).not.toHaveBeenCalled()
    stop()
    await starGeneration(database, ada.id, row.id, false)
    expect(onAda).toHaveBeenCalledTimes(1)
  })

  if (kind === 'postgres') {
    it('wakes those who wait at another replica', async () => {
      const [here, there] = await openThree()
      const { id } = await addToken(here)
      const row = await accept(here, id)
      const heard = new Promise<string | null>((resolve) => {
        void there.listen((personId) => {
          // The first call says that listening has begun.
          if (personId === null) void starGeneration(here, id, row.id, true)
          else resolve(personId)
        }, createLog('silent'))
      })
      expect(await heard).toBe(id)
    })
  }
})
