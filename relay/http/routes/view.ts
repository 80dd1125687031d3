import type { Generation } from '../../../contract/relay-api.ts'
import { isGivenUp } from '../../store/generations/fetch-again.ts'
import {
  parseImages,
  parseOrigin,
  parseReferences,
  parseStart,
  readUsedLook,
} from '../../store/generations/stored-json.ts'
import type { VisibleRow } from '../../store/tables/generations.ts'
import { isActive } from '../../work/decisions/state.ts'

type Made = { view: Readonly<Generation>; json?: string }

/** Of rows that nobody can change: those that were read again unchanged are the same objects. */
const made = new WeakMap<VisibleRow, Made>()

/** A generation as a client sees it; nothing of the worker's own columns. */
export function viewGeneration(row: VisibleRow): Readonly<Generation> {
  return madeOnce(row).view
}

/** The same as JSON. */
export function writeGeneration(row: VisibleRow): string {
  const known = madeOnce(row)
  known.json ??= JSON.stringify(known.view)
  return known.json
}

function madeOnce(row: VisibleRow): Made {
  const known = made.get(row)
  if (known !== undefined) return known
  const view = { view: makeView(row) }
  if (Object.isFrozen(row)) made.set(row, view)
  return view
}

function makeView(row: VisibleRow): Generation {
  const origin = parseOrigin(row)
  const start = parseStart(row)
  const look = readUsedLook(row)
  return {
    id: row.id,
    status: row.status,
    prompt: row.prompt,
    aspect_ratio: row.aspect_ratio,
    resolution: row.resolution,
    references: parseReferences(row),
    images: parseImages(row),
    credits: { reserved: row.credits_reserved, final: row.credits_final },
    failure:
      row.failure_code === null ? null : { code: row.failure_code, message: row.failure_message ?? '' },
    created_at: toTimestamp(row.created_at),
    updated_at: toTimestamp(row.updated_at),
    expected_at: row.expected_at === null ? null : toTimestamp(row.expected_at),
    idempotency_key: row.idempotency_key,
    ...(origin === undefined ? {} : { origin }),
    ...(start === undefined ? {} : { start }),
    ...(look === undefined ? {} : { look }),
    starred: row.starred === 1,
    is_delayed: isActive(row.status) && row.setbacks + row.dead_ends > 0,
    has_thumbnail: row.has_thumbnail === 1,
    can_fetch_again: isGivenUp(row),
  }
}

function toTimestamp(ms: number): string {
  return new Date(ms).toISOString()
}
