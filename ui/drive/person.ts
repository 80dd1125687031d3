/** Whose token the panel is connected with. */
import type { Shell } from '../shell.ts'
import { accountOf } from '../state/panel-state.ts'
import { abortable } from './abortable.ts'
import { readAccount } from './account.ts'

/** The person's id; null when the relay does not say. Waits until there is a connection. */
export async function readPerson(shell: Shell, signal: AbortSignal): Promise<string | null> {
  const { connection } = shell.state
  if (!accountOf(connection.value)) await abortable(readAccount(shell), signal)
  return accountOf(connection.value)?.person?.id ?? null
}

/** Whether what belongs to this person is known not to be the caller's. */
export async function isOfAnother(shell: Shell, personId: string | undefined): Promise<boolean> {
  if (personId === undefined) return false
  const person = await readPerson(shell, shell.signal)
  return person !== null && person !== personId
}
