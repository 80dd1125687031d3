/** Which file each target starts from: as the person paired them, else by name, the rest in order. Pure. */
import type { ChosenPairs } from '../state/draft.ts'
import { nameKey, wordsOf } from './compare-names.ts'

type NamedFile = { id: string; name: string }

export type FileTarget = {
  id: string
  /** What it can be known by, best first. */
  names: readonly string[]
  /** Of its row: then no other file is taken for it by itself. */
  file: string | null
}

/** All by their ids. */
export type Pairing = {
  /** The file that a target starts from. */
  fileOf: ReadonlyMap<string, string>
  /** Files that no target starts from. */
  unused: readonly string[]
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
  const fileOf = new Map<string, string>()
  const taken = new Set<string>()
  const take = (fileId: string, targetId: string) => {
    fileOf.set(targetId, fileId)
    taken.add(fileId)
  }
  const known = new Set(files.map(({ id }) => id))
  for (const { id } of targets) {
    const fileId = chosen.get(id)
    if (fileId != null && known.has(fileId) && !taken.has(fileId)) take(fileId, id)
  }
  const freeFiles = inOrder(files.filter(({ id }) => !taken.has(id)))
  // "No file" is a choice, too.
  const freeTargets = targets.filter(({ id }) => !fileOf.has(id) && chosen.get(id) !== null)
  /** Files that name a target which has one already belong to no other. */
  const rivals = new Set<string>()
  for (const { fileId, targetId } of candidatesOf(freeFiles, freeTargets)) {
    if (taken.has(fileId)) continue
    if (fileOf.has(targetId)) rivals.add(fileId)
    else take(fileId, targetId)
  }
  const rest = freeFiles.filter(({ id }) => !taken.has(id) && !rivals.has(id))
  const empty = freeTargets.filter(({ id, file }) => !fileOf.has(id) && file === null)
  for (const [index, { id }] of rest.slice(0, empty.length).entries()) take(id, empty[index]?.id ?? '')
  return { fileOf, unused: files.flatMap(({ id }) => (taken.has(id) ? [] : [id])) }
}

/**
 * The pairs with one file given to a target, or none; the target that had the file gets what this one had, so that nothing
 * is lost by a change of two.
 */
export function exchange(
  chosen: ChosenPairs,
  { fileOf }: Pairing,
  targetId: string,
  fileId: string | null,
): ChosenPairs {
  const changed = new Map(chosen)
  const before = fileOf.get(targetId) ?? null
  for (const [otherId, theirs] of fileOf) {
    if (otherId !== targetId && theirs === fileId) changed.set(otherId, before)
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
