import type { ExportedReference } from '../../contract/messages.ts'
import { HIGH_DETAIL_REFERENCE_PIXELS, MAX_REFERENCES, REFERENCE_PIXELS } from '../../contract/model.ts'
import { describeFailure } from '../describe-run.ts'
import { renumberingOf, rewriteReferenceNumbers } from '../prompt/reference-numbers.ts'
import type { Shell } from '../shell.ts'
import type { Reference } from '../state/draft.ts'
import type { PanelState } from '../state/panel-state.ts'

const PREVIEW_SIDE_PX = 160

/** Adds the selected layers as references; those that are references already are exported afresh. */
export async function addSelection(shell: Shell): Promise<void> {
  const { state } = shell
  const nodes = state.selection.value
  if (nodes.length === 0) {
    say(shell, 'Nothing is selected. Select the layers to use as references first.')
    return
  }
  const known = new Set(state.draft.value.references.map(({ nodeId }) => nodeId))
  const free = MAX_REFERENCES - state.draft.value.references.length
  const added = nodes.filter(({ id }) => !known.has(id))
  const fitting = added.slice(0, free)
  const again = nodes.filter(({ id }) => known.has(id))
  const taken = [...again, ...fitting].map(({ id }) => id)
  const left = added.length - fitting.length
  const problems = left > 0 ? [tooMany(left)] : []
  problems.push(...(await exportFrames(shell, taken)))
  if (problems.length > 0) say(shell, problems.join(' '))
}

/** Exports frames and puts them into the draft, in place of an earlier export of the same frame. */
export async function exportFrames(shell: Shell, nodeIds: readonly string[]): Promise<string[]> {
  const { state, bridge } = shell
  if (nodeIds.length === 0) return []
  state.isExporting.value = true
  try {
    const wanted = nodeIds.map((nodeId) => ({ nodeId, maxPixels: maxPixelsOf(shell, nodeId) }))
    const exported = await bridge.ask({ type: 'export-references', references: wanted })
    if (!exported.ok) return [describeFailure(exported.failure)]
    for (const reference of exported.value.references) {
      const maxPixels = maxPixelsOf(shell, reference.nodeId)
      putReference(shell, await fromExport(shell, reference, maxPixels))
    }
    return exported.value.refusals.map(({ name, failure }) => `“${name}”: ${describeFailure(failure)}`)
  } finally {
    state.isExporting.value = false
  }
}

function maxPixelsOf({ state }: Shell, nodeId: string): number {
  return state.draft.value.references.find((known) => known.nodeId === nodeId)?.maxPixels ?? REFERENCE_PIXELS
}

async function fromExport(shell: Shell, exported: ExportedReference, maxPixels: number): Promise<Reference> {
  const bytes = new Uint8Array(exported.bytes)
  return {
    id: shell.makeKey(),
    name: exported.name,
    nodeId: exported.nodeId,
    maxPixels,
    source: { kind: 'bytes', bytes, mimeType: 'image/png' },
    width: exported.width,
    height: exported.height,
    previewUrl: await makePreview(shell, bytes),
    original: null,
    freshness: 'current',
  }
}

/** Adds dropped, pasted or chosen files. */
export async function addFiles(shell: Shell, files: readonly File[]): Promise<void> {
  const { state } = shell
  if (files.length === 0) return
  const free = MAX_REFERENCES - state.draft.value.references.length
  const problems = files.length > free ? [tooMany(files.length - free)] : []
  state.isExporting.value = true
  try {
    for (const file of files.slice(0, Math.max(0, free))) {
      const reference = await fromFile(shell, file, REFERENCE_PIXELS)
      if (typeof reference === 'string') problems.push(reference)
      else putReference(shell, reference)
    }
  } finally {
    state.isExporting.value = false
  }
  if (problems.length > 0) say(shell, problems.join(' '))
}

async function fromFile(
  shell: Shell,
  file: Blob,
  maxPixels: number,
  name = nameOf(file),
): Promise<Reference | string> {
  const picture = await shell.images.fitReference(file, maxPixels)
  if (!picture.ok) return `“${name}”: ${describeFailure(picture.failure)}`
  const { bytes, mimeType, width, height } = picture.value
  return {
    id: shell.makeKey(),
    name,
    nodeId: null,
    maxPixels,
    source: { kind: 'bytes', bytes, mimeType },
    width,
    height,
    previewUrl: await makePreview(shell, bytes),
    original: file,
    freshness: 'current',
  }
}

function nameOf(file: Blob): string {
  return file instanceof File && file.name !== '' ? file.name : 'Pasted image'
}

async function makePreview({ images }: Shell, bytes: Uint8Array<ArrayBuffer>): Promise<string | null> {
  const blob = await images.makeThumbnail(bytes, PREVIEW_SIDE_PX)
  return blob === null ? null : URL.createObjectURL(blob)
}

/** Replaces the reference from the same frame, or goes to the end while there is room. */
function putReference({ state }: Shell, reference: Reference) {
  const { references } = state.draft.value
  const place =
    reference.nodeId === null ? -1 : references.findIndex(({ nodeId }) => nodeId === reference.nodeId)
  if (place === -1 && references.length >= MAX_REFERENCES) return
  const changed =
    place === -1
      ? [...references, reference]
      : references.map((known, index) => (index === place ? { ...reference, id: known.id } : known))
  release(references, changed)
  state.draft.value = { ...state.draft.value, references: changed }
  const number = place === -1 ? changed.length : place + 1
  state.announcement.value = { text: `${reference.name} is image ${number}.` }
}

export function removeReference({ state }: Shell, id: string) {
  const { references } = state.draft.value
  const others = references.filter((reference) => reference.id !== id)
  release(references, others)
  arrange(state, others)
}

/** Moves a reference to another place, from 0; the prompt's numbers go with it. */
export function moveReference({ state }: Shell, id: string, place: number) {
  const { references } = state.draft.value
  const moved = references.find((reference) => reference.id === id)
  if (moved === undefined || place < 0 || place >= references.length) return
  const others = references.filter((reference) => reference !== moved)
  arrange(state, [...others.slice(0, place), moved, ...others.slice(place)])
  state.announcement.value = { text: `${moved.name} is now image ${place + 1}.` }
}

/** References in another order or fewer of them, with the prompt still naming the same ones. */
function arrange({ draft }: PanelState, references: readonly Reference[]) {
  const idsOf = (list: readonly Reference[]) => list.map(({ id }) => id)
  const renumber = renumberingOf(idsOf(draft.value.references), idsOf(references))
  const prompt = rewriteReferenceNumbers(draft.value.prompt, renumber)
  draft.value = { ...draft.value, references, prompt }
}

/** Takes a new picture of the frame a reference came from. */
export async function refreshReference(shell: Shell, id: string): Promise<void> {
  const nodeId = shell.state.draft.value.references.find((known) => known.id === id)?.nodeId
  if (nodeId === undefined || nodeId === null) return
  const problems = await exportFrames(shell, [nodeId])
  if (problems.length > 0) say(shell, problems.join(' '))
}

/** Scales a reference for the model anew: 4 megapixels with high detail, else 1. */
export async function setHighDetail(shell: Shell, id: string, isHigh: boolean): Promise<void> {
  const { state } = shell
  const maxPixels = isHigh ? HIGH_DETAIL_REFERENCE_PIXELS : REFERENCE_PIXELS
  const reference = state.draft.value.references.find((known) => known.id === id)
  if (reference === undefined) return
  change(shell, id, { maxPixels })
  if (reference.nodeId !== null) return refreshReference(shell, id)
  if (reference.original === null) return
  const scaled = await fromFile(shell, reference.original, maxPixels, reference.name)
  if (typeof scaled === 'string') say(shell, scaled)
  else change(shell, id, { ...scaled, id })
}

function change({ state }: Shell, id: string, changes: Partial<Reference>) {
  const { references } = state.draft.value
  const changed = references.map((reference) =>
    reference.id === id ? { ...reference, ...changes } : reference,
  )
  release(references, changed)
  state.draft.value = { ...state.draft.value, references: changed }
}

/** Other references instead of those that are there. The prompt is left as it is. */
export function replaceReferences({ state }: Shell, references: readonly Reference[]) {
  release(state.draft.value.references, references)
  state.draft.value = { ...state.draft.value, references }
}

/** Marks the references whose frames have changed or gone since they were added. */
export function markFrames({ state }: Shell, changed: readonly string[], gone: readonly string[]) {
  const { draft } = state
  const references = draft.value.references.map((reference) => {
    const { nodeId } = reference
    if (nodeId === null) return reference
    if (gone.includes(nodeId)) return { ...reference, freshness: 'gone' as const }
    return changed.includes(nodeId) ? { ...reference, freshness: 'changed' as const } : reference
  })
  draft.value = { ...draft.value, references }
}

/** Frees the pictures that are no longer shown. */
function release(before: readonly Reference[], after: readonly Reference[]) {
  const kept = new Set(after.map(({ previewUrl }) => previewUrl))
  for (const { previewUrl } of before) {
    if (previewUrl !== null && !kept.has(previewUrl)) URL.revokeObjectURL(previewUrl)
  }
}

function tooMany(left: number): string {
  const rest = left === 1 ? 'one was left out' : `${left} were left out`
  return `The model takes ${MAX_REFERENCES} references at most, so ${rest}. Remove one to make room.`
}

function say({ state }: Shell, text: string) {
  state.notice.value = { tone: 'error', text }
}
