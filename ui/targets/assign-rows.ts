/** Which row goes to which target. Pure. */
import { nameKey } from './compare-names.ts'
import type { Row, Rows } from './rows.ts'

/** What a target can be known by. */
type Named = {
  id: string
  /** From what tells it best. */
  names: readonly string[]
}

type RowAssignment = {
  /** By the target's id. */
  rowOf: ReadonlyMap<string, Row>
  /** Rows that no target is left for, or none of that name. */
  unused: readonly Row[]
  /** Those of them whose targets have rows before them. */
  surplus: readonly Row[]
}

/** By the column `name` where there is one, several of a name in their order; else in order. */
export function assignRows(
  { rows, hasNames }: Pick<Rows, 'rows' | 'hasNames'>,
  targets: readonly Named[],
): RowAssignment {
  const rowOf = new Map<string, Row>()
  const unused: Row[] = []
  const surplus: Row[] = []
  const free = hasNames ? createRegister(targets) : null
  for (const [index, row] of rows.entries()) {
    const id = free ? (row.name === null ? undefined : free.take(row.name)) : targets[index]?.id
    if (id !== undefined) rowOf.set(id, row)
    else {
      unused.push(row)
      if (row.name !== null && free?.has(row.name)) surplus.push(row)
    }
  }
  return { rowOf, unused, surplus }
}

function createRegister(targets: readonly Named[]) {
  /** Targets by what they are known by, those known best by it first. */
  const known = new Map<string, string[]>()
  const depth = Math.max(0, ...targets.map(({ names }) => names.length))
  for (let level = 0; level < depth; level += 1) {
    for (const { id, names } of targets) {
      const key = nameKey(names[level] ?? '')
      const ids = known.get(key) ?? []
      if (key !== '' && !ids.includes(id)) known.set(key, [...ids, id])
    }
  }
  const taken = new Set<string>()
  return {
    has: (name: string) => known.has(nameKey(name)),
    take(name: string): string | undefined {
      const id = known.get(nameKey(name))?.find((one) => !taken.has(one))
      if (id !== undefined) taken.add(id)
      return id
    },
  }
}
