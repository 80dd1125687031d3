import { expect, it } from 'vitest'
import { createLookPace, LOOKS_PER_SECOND } from '../../../../relay/work/webhooks/look-pace.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { NOON } from '../../support/samples.ts'

describeOnEachDatabase('the pace of looks that words bring', ({ open }) => {
  it('is ten a second for six seconds, and whatever more comes is no flood of writes', async () => {
    const database = await open()
    const findTime = createLookPace(database)
    const times: (number | null)[] = []
    for (let word = 0; word < 150; word += 1) times.push(await findTime(NOON + 300))
    const found = times.filter((at) => at !== null)
    expect(found).toHaveLength(6 * LOOKS_PER_SECOND)
    expect([found[0], found.at(-1)]).toEqual([NOON + 300, NOON + 5000])
    const counts = await database.query.selectFrom('request_counts').select('requests').execute()
    expect(counts.every(({ requests }) => requests <= LOOKS_PER_SECOND + 1)).toBe(true)
    expect(await findTime(NOON + 1300)).toBe(NOON + 6000)
  })
})
