/** `figma.clientStorage`: 5 MB on this machine. What comes out of it is parsed; nothing in it is trusted. */

import type * as v from 'valibot'
import type { Failure } from '../../contract/failures.ts'
import { parseAs } from '../../contract/parse-as.ts'
import { attemptSlowly } from '../document/attempt.ts'

export const NOT_WRITTEN: Failure = { code: 'sandbox_failed' }
const STORAGE_FULL: Failure = { code: 'storage_full' }

type Schema<T> = v.BaseSchema<unknown, T, v.BaseIssue<unknown>>

/** Null when there is no such value, when it is not what it should be, or when it can't be read: the panel must open all the same. */
export function readStored<T>(key: string, schema: Schema<T>): Promise<T | null> {
  return attemptSlowly(() => askStored(key, schema))
}

/** As `readStored`, but fails when it can't be read. */
export async function askStored<T>(key: string, schema: Schema<T>): Promise<T | null> {
  return parseAs(schema, await figma.clientStorage.getAsync(key))
}

/** Of all that is stored; none when they can't be read. */
export async function listKeys(): Promise<string[]> {
  return (await attemptSlowly(() => figma.clientStorage.keysAsync())) ?? []
}

/** Null deletes. Figma refuses when the storage is full. */
export async function store(key: string, value: unknown): Promise<Failure | null> {
  const { clientStorage } = figma
  const isStored = await attemptSlowly(async () => {
    await (value === null ? clientStorage.deleteAsync(key) : clientStorage.setAsync(key, value))
    return true
  })
  return isStored ? null : value === null ? NOT_WRITTEN : STORAGE_FULL
}
