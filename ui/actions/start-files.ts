/** The files that targets start from: read one after the other, so that what is sent is known before the press. */
import { REFERENCE_PIXELS } from '../../contract/model.ts'
import { createSlots } from '../drive/slots.ts'
import { type Refusal, showRefusals } from '../say.ts'
import type { Shell } from '../shell.ts'
import type { StartFile } from '../state/draft.ts'
import { exchange, type Pairing } from '../targets/pair-files.ts'
import { fileKey } from '../targets/start-of.ts'
import { changeDraft } from './generate.ts'

const PREVIEW_SIDE_PX = 64
const inTurn = createSlots(1)

/** Adds dropped, pasted or chosen files, each shown at its place at once; those that can't be read go again, and why is said. */
export async function addStartFiles(shell: Shell, chosen: readonly File[]): Promise<void> {
  const { state, makeKey } = shell
  const added = chosen.map((file) => ({ file, id: makeKey(), name: file.name || 'Pasted image' }))
  const reserved = added.map(({ id, name }): StartFile => ({ id, name, source: null }))
  changeDraft(shell, { files: [...state.draft.value.files, ...reserved] })
  const refusals = await Promise.all(added.map((one) => inTurn(() => readFile(shell, one))))
  showRefusals(state, refusals)
}

async function readFile(
  shell: Shell,
  { id, name, file }: { id: string; name: string; file: File },
): Promise<Refusal | null> {
  const { state, images } = shell
  const isWanted = () => state.draft.value.files.some((known) => known.id === id)
  if (!isWanted()) return null
  const picture = await images.fitReference(file, REFERENCE_PIXELS)
  if (!picture.ok) {
    removeStartFiles(shell, [id])
    return { name, failure: picture.failure }
  }
  const { bytes, mimeType } = picture.value
  const source = { kind: 'blob', blob: new Blob([bytes]), mimeType } as const
  changeDraft(shell, {
    files: state.draft.value.files.map((known) => (known.id === id ? { ...known, source } : known)),
  })
  const small = await images.makeThumbnail(bytes, PREVIEW_SIDE_PX, true)
  if (!small || !isWanted()) return null
  const url = URL.createObjectURL(small)
  state.startPictures.value = new Map(state.startPictures.value).set(fileKey(id), url)
  return null
}

export function removeStartFiles(shell: Shell, ids: readonly string[]) {
  const { files, pairs } = shell.state.draft.value
  const left = files.filter(({ id }) => !ids.includes(id))
  changeDraft(shell, { files: left, pairs: left.length === 0 ? new Map() : pairs })
}

/** Gives a target a file, or none; the target that had the file gets what this one had. */
export function pairFile(shell: Shell, pairing: Pairing, targetId: string, fileId: string | null) {
  changeDraft(shell, { pairs: exchange(shell.state.draft.value.pairs, pairing, targetId, fileId) })
}
