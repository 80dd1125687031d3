import type { StorePlace } from '../../../relay/settings/settings.ts'
import { NOON } from '../../relay/support/samples.ts'
import { insertEnded, takeSample } from '../support/ended-generations.ts'
import { writeInBulk } from '../support/in-bulk.ts'

const WORDS =
  'A mug on an oak table, soft window light, shot from above, shallow depth of field, linen in the back. '

export type HistorySize = { people: number; generationsEach: number }

/**
 * Ended generations of many people, each row beside those that were made at the same time; every hundredth of a person
 * has a star and speaks of a heron.
 *
 * @param place empty
 * @returns the person in the middle of them
 */
export async function makeHistory(place: StorePlace, size: HistorySize): Promise<string> {
  const { people, generationsEach } = size
  const sample = await takeSample(place)
  await writeInBulk(place, async (bulk) => {
    await bulk.run(`INSERT INTO people (id, name, role, created_at, last_change, last_admitted_at)
      SELECT 'person_' || n, 'Person ' || n, 'member', ${NOON}, ${7 * generationsEach}, 0
      FROM ${bulk.numbers(people)} AS numbers`)
    const round = `((n - 1) / ${people} + 1)`
    const isHundredth = `${round} % 100 = 0`
    const text = `'${WORDS.repeat(4).toLowerCase()}' || CASE WHEN ${isHundredth} THEN 'heron' ELSE '' END`
    await insertEnded(bulk, sample, people * generationsEach, {
      token_id: `'person_' || ((n - 1) % ${people} + 1)`,
      position: `7 * ${round}`,
      change: `7 * ${round}`,
      prompt: text,
      prompt_folded: text,
      starred: `CASE WHEN ${isHundredth} THEN 1 ELSE 0 END`,
      created_at: `${NOON} + 1000 * ${round}`,
    })
  })
  return personInTheMiddle(size)
}

function personInTheMiddle({ people }: HistorySize): string {
  return `person_${Math.ceil(people / 2)}`
}
