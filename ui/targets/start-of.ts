/** What a target starts from. */
import type { Card } from '../../contract/cards.ts'
import type { PlannedReference } from '../../contract/journal.ts'
import { REFERENCE_PIXELS } from '../../contract/model.ts'
import type { OwnPicture } from '../../contract/start-pictures.ts'
import type { Draft } from '../state/draft.ts'
import type { Candidate } from './candidates.ts'
import type { Pairing } from './pair-files.ts'

export type StartReference = PlannedReference & { start: NonNullable<PlannedReference['start']> }

export type Start = {
  /** "image 1" of this target's own request; null without. */
  start: StartReference | null
  /** Tells one start picture from another; "" without. */
  pictureKey: string
  /** Why there is none although one is wanted. */
  missing: string | null
}

export function startOf(
  draft: Draft,
  candidate: Candidate,
  { fileOf }: Pairing,
  lostPictures: ReadonlySet<string> | undefined,
): Start {
  const { startFrom, files } = draft
  const { id, title, card, made } = candidate
  const none = { start: null, pictureKey: '', missing: null }
  const reference = { name: title, nodeId: id, maxPixels: REFERENCE_PIXELS, uploadId: null }
  switch (startFrom) {
    case 'nothing':
      return none
    case 'below':
      return { start: { ...reference, start: { kind: 'below' } }, pictureKey: `below ${id}`, missing: null }
    case 'file': {
      const file = files.find((one) => one.id === fileOf.get(id))
      if (!file) return { ...none, missing: 'it has no file' }
      const fromFile = { ...reference, name: file.name, nodeId: null, start: { kind: 'file' as const } }
      return { start: fromFile, pictureKey: fileKey(file.id), missing: null }
    }
    case 'own': {
      const chosen = chosenPicture(draft, candidate)
      if (chosen) {
        if (lostPictures?.has(chosen.key)) return { ...none, missing: NO_PICTURE.missing }
        return {
          start: { ...reference, start: { kind: 'own', picture: chosen } },
          pictureKey: chosen.key,
          missing: null,
        }
      }
      const picture = card?.picture ?? 'own'
      if (picture === 'none' && made) return { ...none, missing: 'its only picture was made here' }
      const pictureKey = card?.pictureKey ?? `layer ${id}`
      const there = lostPictures?.has(pictureKey) ? 'missing' : picture
      if (there !== 'own') return { ...none, missing: NO_PICTURE[there] }
      const uploadId = pictureKey.startsWith(UPLOAD_KEY) ? pictureKey.slice(UPLOAD_KEY.length) : null
      return { start: { ...reference, uploadId, start: { kind: 'own' } }, pictureKey, missing: null }
    }
  }
}

/** Another than the layer's own: the image made here, or the one that what is done again started from. */
function chosenPicture({ startsFromMade, loan }: Draft, { id, made }: Candidate): OwnPicture | null {
  if (startsFromMade) return made && { key: made.imageHash, imageHash: made.imageHash, crop: null }
  return loan?.picture?.nodeId === id ? loan.picture.picture : null
}

/** Of the picture of a file. */
export function fileKey(fileId: string): string {
  return `file ${fileId}`
}

/** A picture that is no longer in the file, and that the relay has. */
const UPLOAD_KEY = 'upload:'

const NO_PICTURE = {
  none: 'it has no picture',
  missing: 'its picture is missing',
  video: 'it shows a video',
  pattern: 'it shows a pattern',
} as const satisfies Record<Exclude<Card['picture'], 'own'>, string>
