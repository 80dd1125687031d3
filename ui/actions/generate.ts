import type { LookVersion } from '../../contract/looks.ts'
import type { PlannedGeneration } from '../../contract/messages.ts'
import { REFERENCE_PIXELS } from '../../contract/model.ts'
import type { Extending } from '../../contract/start-pictures.ts'
import type { Engine } from '../drive/engine.ts'
import type { Held } from '../drive/uploads.ts'
import { forecast } from '../forecast.ts'
import { oneForEach } from '../one-for-each.ts'
import { type Run, sentReferences } from '../runs/run.ts'
import { announce, showFailure } from '../say.ts'
import type { Shell } from '../shell.ts'
import { type Draft, nameLook } from '../state/draft.ts'
import { fileKey, type StartReference } from '../targets/start-of.ts'
import { rememberSelection } from './batch-selection.ts'

/** The press: captures targets and writes the journal, then sets every generation going. */
export async function generate(shell: Shell, engine: Engine): Promise<void> {
  const { draft, plan } = forecast(shell.state)
  const batchId = shell.makeKey()
  rememberSelection(shell, batchId)
  const { sentId } = engine.uploads
  const { look } = draft
  // A frame can be exported again. A file is gone with the panel, and what the relay has of it is not.
  const own = draft.references.map(({ name, nodeId, maxPixels, source }) => ({
    name,
    nodeId,
    maxPixels,
    uploadId: !source || (nodeId !== null && source.kind !== 'uploaded') ? null : sentId(source),
  }))
  const shared = [...own, ...(look?.references ?? []).map(planOfLook)]
  const planned = plan.targets.flatMap(({ target, title, prompt, parts, extending, start, pictureKey }) =>
    Array.from({ length: draft.variations * parts.length }, (_, index) => {
      const variation = Math.floor(index / parts.length)
      const part = index % parts.length
      const own = start && extending ? withExtending(start, { ...extending, part }) : start
      // A start picture is read when its turn comes: forty-eight at once would be a hundred megabytes.
      const file = draft.files.find(({ id }) => fileKey(id) === pictureKey) ?? null
      const first = own && file?.source ? { ...own, uploadId: sentId(file.source) } : own
      const generation: PlannedGeneration = {
        key: shell.makeKey(),
        batchId,
        target,
        variation,
        prompt,
        aspectRatio: parts[part] ?? '1:1',
        resolution: draft.resolution,
        references: first ? [first, ...shared] : shared,
        ...(target.kind === 'new-image' ? {} : { title }),
        ...nameLook(look),
      }
      return { generation, held: start ? [file, ...draft.references] : draft.references }
    }),
  )
  await begin(shell, engine, planned)
}

function withExtending(start: StartReference, extending: Extending): StartReference {
  return start.start.kind === 'own' ? { ...start, start: { ...start.start, extending } } : start
}

/** Runs that are being generated again: their rows go once that has begun. */
const begunAgain = oneForEach((_: Shell) => new Set<string>())

/** Sends the same once more as fresh requests of the same batch, once for each that ended without an image. */
export async function generateAgain(shell: Shell, engine: Engine, runs: readonly Run[]): Promise<void> {
  const underWay = begunAgain(shell)
  const ended = runs.filter(({ entry: { key } }) => shell.state.runs.value.has(key) && !underWay.has(key))
  if (ended.length === 0) return
  for (const { entry } of ended) underWay.add(entry.key)
  try {
    const again = ended.map((run) => ({ generation: planAgain(run, shell.makeKey()), held: [] }))
    if (!(await begin(shell, engine, again))) return
    for (const { entry } of ended) await engine.dismiss(entry.key)
  } finally {
    for (const { entry } of ended) underWay.delete(entry.key)
  }
}

function planAgain(run: Run, key: string): PlannedGeneration {
  const { batchId, target, variation, prompt, aspectRatio, resolution } = run.entry
  const isFill = target.kind === 'fill'
  return {
    key,
    batchId,
    target: isFill ? { kind: 'fill', nodeId: target.nodeId } : { kind: 'new-image' },
    ...(target.title === undefined ? {} : { title: target.title }),
    // The placeholder that the variations shared may be gone, so each gets one of its own.
    variation: isFill ? variation : 0,
    prompt,
    aspectRatio,
    resolution,
    references: sentReferences(run),
    ...nameLook(run.entry.look ?? null),
  }
}

/** A generation, and what the panel holds of its references in their order; null for what is read from the canvas. */
type Beginning = { generation: PlannedGeneration; held: readonly (Held | null)[] }

async function begin(shell: Shell, engine: Engine, planned: readonly Beginning[]): Promise<boolean> {
  const { state, bridge } = shell
  for (const { generation, held } of planned) engine.uploads.hold(generation.key, held)
  const generations = planned.map(({ generation }) => generation)
  const begun = await bridge.ask({ type: 'begin-generations', generations })
  if (!begun.ok) {
    showFailure(state, begun.failure)
    return false
  }
  engine.takeUp(begun.value.entries)
  const count = generations.length === 1 ? 'One image is' : `${generations.length} images are`
  announce(state, `${count} being generated.`)
  return true
}

function planOfLook({ upload_id, name = 'Look' }: LookVersion['references'][number]) {
  return { name, nodeId: null, maxPixels: REFERENCE_PIXELS, uploadId: upload_id }
}

/** Another form in place of the one that is there, whose words one undo in the prompt brings back. */
export function replaceDraft({ state }: Shell, draft: Draft) {
  const { prompt } = state.draft.value
  state.draft.value = draft
  state.promptSwap.value = { before: prompt }
}

/** The draft with some fields changed. */
export function changeDraft({ state }: Shell, changes: Partial<Draft>) {
  state.draft.value = { ...state.draft.value, ...changes }
}
