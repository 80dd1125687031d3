/** What the person is putting together before pressing Generate. */
import type { LookVersion } from '../../contract/looks.ts'
import type { AspectRatio, ImageMimeType, Resolution } from '../../contract/model.ts'
import type { NamedLook } from '../../contract/relay-api.ts'
import type { OwnPicture } from '../../contract/start-pictures.ts'
import { withLook } from '../prompt/with-look.ts'

export type TargetChoice = 'new-image' | 'fill' | 'beside'

/** Where "image 1" of each target's own request comes from. */
export type StartFrom = 'nothing' | 'own' | 'below' | 'file'

/** Bytes the panel holds, or bytes that the relay already has. */
export type ReferenceSource =
  | { kind: 'bytes'; bytes: Uint8Array<ArrayBuffer>; mimeType: ImageMimeType }
  /** Kept by the browser, so that many of them do not fill the memory. */
  | { kind: 'blob'; blob: Blob; mimeType: ImageMimeType }
  | { kind: 'uploaded'; uploadId: string }

/** A picture that is being made. One that is asked for later has another key, so that the earlier one comes too late. */
export type PendingPicture = { key: string; maxPixels: number }

export type Reference = {
  /** Names it within the panel; not known outside. */
  id: string
  name: string
  /** The frame it was exported from; null for a dropped, pasted or chosen image. */
  nodeId: string | null
  maxPixels: number
  /** What is sent; null until the first picture is there. */
  source: ReferenceSource | null
  /** Null when what would be sent is what the person has asked for. */
  pending: PendingPicture | null
  /** Pixels of what is sent. */
  width: number
  height: number
  /** A dropped image as it came, to be scaled again; null for frames. */
  original: Blob | null
  /** What is known of its frame since it was exported. */
  freshness: 'current' | 'changed' | 'gone'
}

/** Which file the person has given to a target, by the target's id; null for none. */
export type ChosenPairs = ReadonlyMap<string, string | null>

/** One of the files that targets start from. */
export type StartFile = {
  /** Names it within the panel. */
  id: string
  name: string
  /** What is sent; null until the file has been read. */
  source: ReferenceSource | null
}

/** What a layer that is to be done again lends to the form. */
const LENT = [
  'aspectRatio',
  'resolution',
  'targetChoice',
  'fillsSlots',
  'variations',
  'startsFromMade',
] as const satisfies (keyof Draft)[]
type Lent = Pick<Draft, (typeof LENT)[number]>
/** The picture that the layer's image was made from, which need not be the layer's own. */
type LentPicture = { nodeId: string; picture: OwnPicture }

/** A loan lasts as long as the selection it was made for. */
type Loan = { selection: string; lent: Lent; own: Lent; picture: LentPicture | null }

export type Draft = {
  prompt: string
  aspectRatio: AspectRatio | 'auto'
  resolution: Resolution
  /** Null until the person chooses: then the selection decides. */
  targetChoice: TargetChoice | null
  /** Whether a layer inside that is meant to hold an image is filled instead of the layer itself. */
  fillsSlots: boolean
  /** Images for each target, 1 to 4. */
  variations: number
  references: readonly Reference[]
  /** Its words and references go along with these, behind them. */
  look: LookVersion | null
  startFrom: StartFrom
  /** Whether "Its own picture" is the image that was made for the layer, so that edits add up. */
  startsFromMade: boolean
  /** Whether "Its own picture" is kept as it is and extended to the shape of its layer. */
  keepsPicture: boolean
  /** Whether a shape over other layers is an area of "What is below it", which goes on from what is around it. */
  matchesAround: boolean
  /** Ids of targets that the person has left out. */
  leftOut: ReadonlySet<string>
  /** Whether targets without a picture are made from words alone, while the others start from theirs; else they get none. */
  usesWordsAlone: boolean
  files: readonly StartFile[]
  /** Which file the person has given to a target. */
  pairs: ChosenPairs
  /** As pasted from a spreadsheet. */
  rowsText: string
  loan: Loan | null
  /** The prompt before "Nothing" was chosen, and what was left then, references included; null until then. */
  closedUp: { from: string; left: string } | null
}

export const EMPTY_DRAFT: Draft = {
  prompt: '',
  aspectRatio: 'auto',
  resolution: '1K',
  targetChoice: null,
  fillsSlots: true,
  variations: 1,
  references: [],
  look: null,
  startFrom: 'nothing',
  startsFromMade: false,
  keepsPicture: false,
  matchesAround: true,
  leftOut: new Set(),
  usesWordsAlone: false,
  files: [],
  pairs: new Map(),
  rowsText: '',
  loan: null,
  closedUp: null,
}

/** The draft with what a layer lends to it while this is selected. */
export function borrow(draft: Draft, selection: string, lent: Lent, picture: LentPicture | null): Draft {
  return { ...draft, ...lent, loan: { selection, lent, own: draft, picture } }
}

/** The draft as the person has set it: without what was lent, unless it was changed since. */
export function giveBack(draft: Draft): Draft {
  if (!draft.loan) return draft
  const { lent, own } = draft.loan
  const kept = LENT.filter((name) => draft[name] === lent[name])
  return { ...draft, ...Object.fromEntries(kept.map((name) => [name, own[name]])), loan: null }
}

/** What the first of the shared references is called in prompts: a start picture is "image 1" before them. */
export function firstNumber({ startFrom }: Pick<Draft, 'startFrom'>): number {
  return startFrom === 'nothing' ? 1 : 2
}

/** References that every target has: the draft's own, then the look's. */
export function sharedCount({ references, look }: Pick<Draft, 'references' | 'look'>): number {
  return references.length + (look?.references.length ?? 0)
}

/** The draft's words with those of its look around them. */
export function wordsOf(draft: Pick<Draft, 'prompt' | 'look' | 'references' | 'startFrom'>): string {
  return withLook(draft.prompt, draft.look, draft.references.length + firstNumber(draft) - 1)
}

/** For the record; what is used of it stands in prompt and references. */
export function nameLook(look: NamedLook | null): { look?: NamedLook } {
  return look ? { look: { id: look.id, version: look.version, name: look.name } } : {}
}
