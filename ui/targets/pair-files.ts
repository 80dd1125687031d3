/** Which file each target starts from: as the person paired them, else by name, the rest in order. Pure. */
import type { ChosenPairs } from '../state/draft.ts'
import { nameKey, wordsOf } from './compare-names.ts'

export type NamedFile = { id: string; name: string }

export type FileTarget = {
  id: string
  /** What it can be known by, best first. */
  names: readonly string[]
  /** Of its row: then no other file is taken for it by itself. */
  file: string | null
}

export type FilePair = { fileId: string; by: 'person' | 'name' | 'order' }

export type Pairing = {
  /** By the target's id. */
  pairOf: ReadonlyMap<string, FilePair>
  /** Files that no target starts from; `rival` is the file that its target starts from instead. */
  unused: readonly { fileId: string; rival: string | null }[]
}

/** How well a file's name says that it is meant for a target; pairs of a better kind are made first. */
type Candidate = {
  fileId: string
  targetId: string
  rank: number
  score: number
  fileAt: number
  targetAt: number
}

/** Whatever is pasted is called "image.png" by the browser. */
const PASTED = 'image'

const RANKS = { row: 0, same: 1, part: 2 } as const

export function pairFiles(
  files: readonly NamedFile[],
  targets: readonly FileTarget[],
  chosen: ChosenPairs,
): Pairing {
  const pairOf = new Map<string, FilePair>()
  const taken = new Set<string>()
  const known = new Set(files.map(({ id }) => id))
  for (const { id } of targets) {
    const fileId = chosen.get(id)
    if (fileId == null || !known.has(fileId) || taken.has(fileId)) continue
    pairOf.set(id, { fileId, by: 'person' })
    taken.add(fileId)
  }
  const freeFiles = inOrder(files.filter(({ id }) => !taken.has(id)))
  // "No file" is a choice, too.
  const freeTargets = targets.filter(({ id }) => !pairOf.has(id) && chosen.get(id) !== null)
  const rivals = new Map<string, string>()
  const take = (fileId: string, targetId: string, by: FilePair['by']) => {
    pairOf.set(targetId, { fileId, by })
    taken.add(fileId)
  }
  for (const { fileId, targetId } of candidatesOf(freeFiles, freeTargets)) {
    if (taken.has(fileId)) continue
    const there = pairOf.get(targetId)
    if (!there) take(fileId, targetId, 'name')
    else if (!rivals.has(fileId)) rivals.set(fileId, there.fileId)
  }
  // A file that names a target which has one already belongs to no other.
  const rest = freeFiles.filter(({ id }) => !taken.has(id) && !rivals.has(id))
  const empty = freeTargets.filter(({ id, file }) => !pairOf.has(id) && file === null)
  for (const [index, { id }] of rest.slice(0, empty.length).entries())
    take(id, empty[index]?.id ?? '', 'order')
  const unused = files
    .filter(({ id }) => !taken.has(id))
    .map(({ id }) => ({ fileId: id, rival: rivals.get(id) ?? null }))
  return { pairOf, unused }
}

/**
 * The pairs with one file given to a target, or none; the target that had the file gets what this one had, so that nothing
 * is lost by a change of two.
 */
export function exchange(
  chosen: ChosenPairs,
  { pairOf }: Pairing,
  targetId: string,
  fileId: string | null,
): ChosenPairs {
  const changed = new Map(chosen)
  const before = pairOf.get(targetId)?.fileId ?? null
  for (const [otherId, pair] of pairOf) {
    if (otherId !== targetId && pair.fileId === fileId) changed.set(otherId, before)
  }
  return changed.set(targetId, fileId)
}

/** As a person counts: "mug 2" before "mug 10". */
function inOrder(files: readonly NamedFile[]): readonly NamedFile[] {
  const { compare } = new Intl.Collator('en', { numeric: true })
  return [...files].sort((one, other) => compare(one.name, other.name))
}

function candidatesOf(files: readonly NamedFile[], targets: readonly FileTarget[]): Candidate[] {
  const found: Candidate[] = []
  const described = targets.map(({ id, names, file }) => ({
    id,
    fileKey: file === null ? null : nameKey(file),
    keys: names.map(nameKey),
    words: names.map(wordsOf),
  }))
  for (const [fileAt, { id: fileId, name }] of files.entries()) {
    const key = nameKey(name)
    const words = wordsOf(name)
    if (key === '' || key === PASTED) continue
    for (const [targetAt, { id: targetId, fileKey, keys, words: known }] of described.entries()) {
      const add = (rank: number, score: number) =>
        found.push({ fileId, targetId, rank, score, fileAt, targetAt })
      if (fileKey !== null) {
        // The row has said which file it is; what the layer is called says no more.
        if (fileKey === key) add(RANKS.row, 0)
        continue
      }
      const place = keys.indexOf(key)
      if (place >= 0) add(RANKS.same, -place)
      else {
        const score = Math.max(0, ...known.map((one) => overlap(words, one)))
        if (score > 0) add(RANKS.part, score)
      }
    }
  }
  return found.sort(
    (one, other) =>
      one.rank - other.rank ||
      other.score - one.score ||
      one.targetAt - other.targetAt ||
      one.fileAt - other.fileAt,
  )
}

/** Letters that both names share when one has all the words of the other in it; 0 when that says nothing. */
function overlap(one: readonly string[], other: readonly string[]): number {
  const [few, many] = one.length <= other.length ? [one, other] : [other, one]
  if (few.length === 0 || !few.every((word) => many.includes(word))) return 0
  // A number alone is a count of the camera's, or a price.
  const letters = few.join('').replace(/\p{N}/gu, '').length
  return letters < 3 ? 0 : letters
}
