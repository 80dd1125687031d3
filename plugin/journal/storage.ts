/** `figma.clientStorage`: 5 MB on this machine. What comes out of it is parsed; nothing in it is trusted. */

import * as v from 'valibot'
import type { Failure } from '../../contract/failures.ts'

export const STORAGE_FULL: Failure = { code: 'storage_full' }

/** Null when there is no such value, when it can't be read, or when it is not what it should be. */
export async function readStored<T>(
  key: string,
  schema: v.BaseSchema<unknown, T, v.BaseIssue<unknown>>,
): Promise<T | null> {
  try {
    return await askStored(key, schema)
  } catch (error) {
    // One damaged value must not keep the panel from opening.
    console.error(`Could not read ${key}`, error)
    return null
  }
}

/** As `readStored`, but fails when it can't be read. */
export async function askStored<T>(
  key: string,
  schema: v.BaseSchema<unknown, T, v.BaseIssue<unknown>>,
): Promise<T | null> {
  const parsed = v.safeParse(schema, await figma.clientStorage.getAsync(key))
  return parsed.success ? parsed.output : null
}

/** Of all that is stored; none when they can't be read, since the panel must open all the same. */
export async function listKeys(): Promise<string[]> {
  try {
    return await figma.clientStorage.keysAsync()
  } catch (error) {
    console.error('Could not list what is stored', error)
    return []
  }
}

/** Null deletes. False when Figma refused, which it does when the storage is full. */
export async function store(key: string, value: unknown): Promise<boolean> {
  try {
    await (value === null ? figma.clientStorage.deleteAsync(key) : figma.clientStorage.setAsync(key, value))
    return true
  } catch (error) {
    console.error(`Could not store ${key}`, error)
    return false
  }
}
