import type { ExportedReference } from '../../contract/messages.ts'
import { HIGH_DETAIL_REFERENCE_PIXELS, MAX_REFERENCES, REFERENCE_PIXELS } from '../../contract/model.ts'
import { createSlots } from '../drive/slots.ts'
import { type Result, refused, succeeded } from '../result.ts'
import { type Refusal, showProblem, showRefusals } from '../say.ts'
import type { Shell } from '../shell.ts'
import type { Reference } from '../state/draft.ts'
import { reserveReferences } from './arrange-references.ts'
import { awaitPicture, makePicture, type NewPicture } from './reference-pictures.ts'

/** Adds the selected layers as references; those that are references already are exported afresh. */
export async function addSelection(shell: Shell): Promise<void> {
  const { state } = shell
  const nodes = state.selection.value
  if (nodes.length === 0) {
    showProblem(state, 'Select the layers to use as references first.')
    return
  }
  const known = new Set(state.draft.value.references.map(({ nodeId }) => nodeId))
  const added = nodes.filter(({ id }) => !known.has(id))
  const reserved = reserveReferences(
    shell,
    added.map(({ id, name }) => ({ name, nodeId: id })),
  )
  const selected = new Set(nodes.map(({ id }) => id))
  const again = state.draft.value.references.filter(({ nodeId }) => nodeId !== null && selected.has(nodeId))
  const refusals = await exportFrames(shell, again)
  showRefusals(state, refusals, tooMany(added.length - reserved.length))
}

/** Takes new pictures of the references' frames, all in one order. */
async function exportFrames(shell: Shell, references: readonly Reference[]): Promise<(Refusal | null)[]> {
  const wanted = references.flatMap(({ id, nodeId, maxPixels, pending }) =>
    nodeId === null ? [] : [{ id, nodeId, maxPixels: pending?.maxPixels ?? maxPixels }],
  )
  if (wanted.length === 0) return []
  const exported = shell.bridge.ask({
    type: 'export-references',
    references: wanted.map(({ nodeId, maxPixels }) => ({ nodeId, maxPixels })),
  })
  const refusals = await Promise.all(
    wanted.map(({ id, nodeId, maxPixels }) =>
      makePicture(shell, awaitPicture(shell, id, maxPixels), async () => {
        const answer = await exported
        if (!answer.ok) return answer
        const found = answer.value.references.find((reference) => reference.nodeId === nodeId)
        if (found) return succeeded(fromExport(found))
        const refusal = answer.value.refusals.find((refusal) => refusal.nodeId === nodeId)
        return refused(refusal?.failure ?? { code: 'nothing_to_export' })
      }),
    ),
  )
  const answer = await exported
  // What stopped all of them is said once.
  if (!answer.ok) return [{ name: null, failure: answer.failure }]
  return refusals
}

function fromExport({ name, bytes, width, height }: ExportedReference): NewPicture {
  const source = { kind: 'bytes', bytes: new Uint8Array(bytes), mimeType: 'image/png' } as const
  return { name, source, width, height, original: null }
}

/** A picture that is on its way to being a reference, with the name it has until it is there. */
type WantedPicture = { name: string; load: () => Promise<Result<Blob>> }

/** Adds dropped, pasted or chosen files. */
export function addFiles(shell: Shell, files: readonly File[]): Promise<void> {
  return addPictures(
    shell,
    files.map((file) => ({ name: file.name || 'Pasted image', load: async () => succeeded(file) })),
  )
}

/** Adds pictures in this order, whichever of them is there first. */
export async function addPictures(shell: Shell, pictures: readonly WantedPicture[]): Promise<void> {
  const reserved = reserveReferences(
    shell,
    pictures.map(({ name }) => ({ name, nodeId: null })),
  )
  const left = tooMany(pictures.length - reserved.length)
  // One after the other: each is decoded in full.
  const inTurn = createSlots(1)
  const refusals = await Promise.all(
    reserved.map(({ id, maxPixels }, index) => {
      const awaited = awaitPicture(shell, id, maxPixels)
      return inTurn(() =>
        makePicture(shell, awaited, async () => {
          const loaded = (await pictures[index]?.load()) ?? refused({ code: 'reference_lost' })
          return loaded.ok ? fitFile(shell, loaded.value, maxPixels) : loaded
        }),
      )
    }),
  )
  showRefusals(shell.state, refusals, left)
}

export async function fitFile({ images }: Shell, file: Blob, maxPixels: number): Promise<Result<NewPicture>> {
  const picture = await images.fitReference(file, maxPixels)
  if (!picture.ok) return picture
  const { bytes, mimeType, width, height } = picture.value
  return succeeded({ source: { kind: 'bytes', bytes, mimeType }, width, height, original: file })
}

/** Takes a new picture of the frame a reference came from. */
export async function refreshReference(shell: Shell, id: string): Promise<void> {
  const reference = shell.state.draft.value.references.find((known) => known.id === id)
  if (reference) showRefusals(shell.state, await exportFrames(shell, [reference]))
}

/** Scales a reference for the model anew: 4 megapixels with high detail, else 1. */
export async function setHighDetail(shell: Shell, id: string, isHigh: boolean): Promise<void> {
  const maxPixels = isHigh ? HIGH_DETAIL_REFERENCE_PIXELS : REFERENCE_PIXELS
  const reference = shell.state.draft.value.references.find((known) => known.id === id)
  if (!reference) return
  const { nodeId, original } = reference
  if (nodeId !== null) {
    const refusals = await exportFrames(shell, [{ ...reference, maxPixels, pending: null }])
    return showRefusals(shell.state, refusals)
  }
  if (!original) return
  const pending = awaitPicture(shell, id, maxPixels)
  const refusal = await makePicture(shell, pending, () => fitFile(shell, original, maxPixels))
  showRefusals(shell.state, [refusal])
}

export function tooMany(left: number): string | null {
  if (left <= 0) return null
  const rest = left === 1 ? 'one was left out' : `${left} were left out`
  return `The model takes ${MAX_REFERENCES} references at most, so ${rest}. Remove one to make room.`
}
