import type { ExportedReference } from '../../contract/messages.ts'
import { HIGH_DETAIL_REFERENCE_PIXELS, MAX_REFERENCES, REFERENCE_PIXELS } from '../../contract/model.ts'
import { describeFailure } from '../describe-run.ts'
import { showProblem } from '../say.ts'
import type { Shell } from '../shell.ts'
import type { Reference } from '../state/draft.ts'
import { changeReference, putReference } from './arrange-references.ts'

const PREVIEW_SIDE_PX = 160

/** Adds the selected layers as references; those that are references already are exported afresh. */
export async function addSelection(shell: Shell): Promise<void> {
  const { state } = shell
  const nodes = state.selection.value
  if (nodes.length === 0) {
    showProblem(shell.state, 'Nothing is selected. Select the layers to use as references first.')
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
  if (problems.length > 0) showProblem(shell.state, problems.join(' '))
}

/** Exports frames and puts them into the draft, in place of an earlier export of the same frame. */
export async function exportFrames(shell: Shell, nodeIds: readonly string[]): Promise<string[]> {
  if (nodeIds.length === 0) return []
  return whileExporting(shell, async () => {
    const wanted = nodeIds.map((nodeId) => ({ nodeId, maxPixels: maxPixelsOf(shell, nodeId) }))
    const exported = await shell.bridge.ask({ type: 'export-references', references: wanted })
    if (!exported.ok) return [describeFailure(exported.failure)]
    for (const reference of exported.value.references) {
      const maxPixels = maxPixelsOf(shell, reference.nodeId)
      putReference(shell, await fromExport(shell, reference, maxPixels))
    }
    return exported.value.refusals.map(({ name, failure }) => `“${name}”: ${describeFailure(failure)}`)
  })
}

/** Generate waits for references that are on their way. */
async function whileExporting<T>({ state }: Shell, work: () => Promise<T>): Promise<T> {
  state.isExporting.value = true
  try {
    return await work()
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
  await whileExporting(shell, async () => {
    for (const file of files.slice(0, Math.max(0, free))) {
      const reference = await fromFile(shell, file, REFERENCE_PIXELS)
      if (typeof reference === 'string') problems.push(reference)
      else putReference(shell, reference)
    }
  })
  if (problems.length > 0) showProblem(shell.state, problems.join(' '))
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

/** Takes a new picture of the frame a reference came from. */
export async function refreshReference(shell: Shell, id: string): Promise<void> {
  const nodeId = shell.state.draft.value.references.find((known) => known.id === id)?.nodeId
  if (nodeId === undefined || nodeId === null) return
  const problems = await exportFrames(shell, [nodeId])
  if (problems.length > 0) showProblem(shell.state, problems.join(' '))
}

/** Scales a reference for the model anew: 4 megapixels with high detail, else 1. */
export async function setHighDetail(shell: Shell, id: string, isHigh: boolean): Promise<void> {
  const { state } = shell
  const maxPixels = isHigh ? HIGH_DETAIL_REFERENCE_PIXELS : REFERENCE_PIXELS
  const reference = state.draft.value.references.find((known) => known.id === id)
  if (reference === undefined) return
  changeReference(shell, id, { maxPixels })
  if (reference.nodeId !== null) return refreshReference(shell, id)
  if (reference.original === null) return
  const scaled = await fromFile(shell, reference.original, maxPixels, reference.name)
  if (typeof scaled === 'string') showProblem(shell.state, scaled)
  else changeReference(shell, id, { ...scaled, id })
}

function tooMany(left: number): string {
  const rest = left === 1 ? 'one was left out' : `${left} were left out`
  return `The model takes ${MAX_REFERENCES} references at most, so ${rest}. Remove one to make room.`
}
