/** Fills of parts of a text. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import type { NodeRecord } from '../file/node-record.ts'
import { MIXED } from '../run/sandbox.ts'

/** Fills of a part of a text; MIXED when they differ within it. */
export function rangeFills(node: NodeRecord, start: number, end: number): readonly Paint[] | typeof MIXED {
  if (node.textRuns.length === 0) return node.fills
  const touched = node.textRuns.filter((run) => run.start < end && run.end > start)
  const [first] = touched
  return first !== undefined && touched.every((run) => sameJson(run.fills, first.fills)) ? first.fills : MIXED
}

/** Gives a part of a text its own fills; a text of one kind again has no runs. */
export function setRangeFills(
  node: NodeRecord,
  start: number,
  end: number,
  fills: readonly Paint[],
): Partial<NodeRecord> {
  const length = node.characters.length
  const before = node.textRuns.length > 0 ? node.textRuns : [{ start: 0, end: length, fills: node.fills }]
  const kept = before.flatMap((run) => [
    { ...run, end: Math.min(run.end, start) },
    { ...run, start: Math.max(run.start, end) },
  ])
  const runs = [...kept, { start, end, fills }]
    .filter((run) => run.end > run.start)
    .sort((first, second) => first.start - second.start)
  const isOne = runs.every((run) => sameJson(run.fills, fills))
  return isOne ? { fills, textRuns: [], fillStyleId: '' } : { textRuns: runs }
}

function sameJson(first: unknown, second: unknown): boolean {
  return JSON.stringify(first) === JSON.stringify(second)
}
