import type { JournalEntry } from '../../contract/journal.ts'
import type { RunEvent } from '../runs/run.ts'
import type { Shell } from '../shell.ts'
import { tokenOf } from '../state/panel-state.ts'
import { readPerson } from './person.ts'

type Told = Extract<RunEvent, { type: 'relay-told' | 'withheld' | 'failed' }>

/**
 * What the relay says of a generation. That it has none is only taken for its end when it was said to the owner: with
 * another person's token the same is said of what is there and paid.
 */
export async function readGeneration(
  shell: Shell,
  { personId }: Pick<JournalEntry, 'personId'>,
  generationId: string,
  signal: AbortSignal,
): Promise<Told> {
  const { connection } = shell.state
  for (;;) {
    let asked: string | null = null
    const read = await shell.persist(() => {
      asked = tokenOf(connection.value)
      return shell.relay.readGeneration(generationId, signal)
    }, signal)
    if (read.ok) return { type: 'relay-told', generation: read.value }
    if (read.failure.code !== 'not_found') return { type: 'failed', failure: read.failure }
    const person = await readPerson(shell, signal)
    // Said to one token and judged by another, it would say nothing.
    if (tokenOf(connection.value) !== asked) continue
    if (person === null || personId === undefined)
      return { type: 'withheld', failure: { code: 'not_visible' } }
    if (person !== personId) return { type: 'withheld', failure: { code: 'other_person' } }
    return { type: 'failed', failure: read.failure }
  }
}
