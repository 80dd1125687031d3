import { inject } from 'vitest'

/** @returns the address of a new, empty database on the Postgres of this run */
export async function createDatabase(): Promise<string> {
  const answer = await fetch(inject('databaseMaker'))
  const text = await answer.text()
  if (!answer.ok) throw new Error(text)
  return text
}
