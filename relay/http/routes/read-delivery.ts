/**
 * Reads from a delivery which tasks it may be about, and nothing else: what it says of them is not believed. How
 * deliveries are signed is not documented where it could be read, nor under which name the task lies in them, so an id
 * is looked for wherever one may be.
 */

import { isUsableId } from '../../rivya/task.ts'

/** As it arrived: what a signature is made over. */
type Delivery = { body: Uint8Array; headers: Headers }

const ID_NAMES = ['id', 'task_id', 'taskId', 'generation_id', 'generationId']
/** The envelope, what it holds, and that once more. */
const MAX_DEPTH = 4
const MAX_FIELDS = 200
const MAX_IDS = 8

/** @returns at most eight; none when the body is no JSON */
export function readTaskIds({ body }: Delivery): string[] {
  let envelope: unknown
  try {
    envelope = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body))
  } catch {
    return []
  }
  const ids = new Set<string>()
  let fields = 0
  const search = (value: unknown, depth: number) => {
    if (typeof value !== 'object' || value === null || depth > MAX_DEPTH) return
    for (const [name, inner] of Object.entries(value)) {
      fields += 1
      if (fields > MAX_FIELDS || ids.size >= MAX_IDS) return
      if (ID_NAMES.includes(name) && isId(inner)) ids.add(String(inner))
      else search(inner, depth + 1)
    }
  }
  search(envelope, 1)
  return [...ids]
}

function isId(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value)
  return typeof value === 'string' && value !== '' && isUsableId(value)
}
