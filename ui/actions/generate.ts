import type { PlannedGeneration } from '../../contract/messages.ts'
import type { Engine } from '../drive/engine.ts'
import { finishPrompts, planTargets, resolveAspectRatio } from '../plan.ts'
import { type Run, sentReferences } from '../run.ts'
import { announce, showFailure } from '../say.ts'
import type { Shell } from '../shell.ts'
import type { Draft, Reference } from '../state/draft.ts'

/** The press: captures targets and writes the journal, then sets every generation going. */
export async function generate(shell: Shell, engine: Engine): Promise<void> {
  const draft = shell.state.draft.value
  const plan = planTargets(draft, shell.state.selection.value)
  const batchId = shell.makeKey()
  const prompts = finishPrompts(draft, plan)
  const generations = plan.targets.flatMap(({ target, size, name }, index) =>
    Array.from(
      { length: draft.variations },
      (_, variation): PlannedGeneration => ({
        key: shell.makeKey(),
        batchId,
        target,
        ...(target.kind === 'new-image' ? {} : { title: name }),
        variation,
        prompt: prompts[index] ?? draft.prompt,
        aspectRatio: resolveAspectRatio(draft, size),
        resolution: draft.resolution,
        references: draft.references.map(planReference),
      }),
    ),
  )
  await begin(shell, engine, generations, draft.references)
}

/** Runs that are being generated again: their rows go once that has begun. */
const begunAgain = new WeakMap<Shell, Set<string>>()

/** Sends the same once more as fresh requests of the same batch, once for each that ended without an image. */
export async function generateAgain(shell: Shell, engine: Engine, runs: readonly Run[]): Promise<void> {
  const underWay = begunAgain.get(shell) ?? new Set()
  begunAgain.set(shell, underWay)
  const ended = runs.filter(({ entry: { key } }) => shell.state.runs.value.has(key) && !underWay.has(key))
  if (ended.length === 0) return
  for (const { entry } of ended) underWay.add(entry.key)
  try {
    const generations = ended.map((run) => planAgain(run, shell.makeKey()))
    if (!(await begin(shell, engine, generations, []))) return
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
  }
}

async function begin(
  shell: Shell,
  engine: Engine,
  generations: PlannedGeneration[],
  references: readonly Reference[],
): Promise<boolean> {
  const { state, bridge } = shell
  engine.holdReferences(
    generations.map(({ key }) => key),
    references,
  )
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

function planReference({
  name,
  nodeId,
  maxPixels,
  source,
}: Reference): PlannedGeneration['references'][number] {
  return { name, nodeId, maxPixels, uploadId: source?.kind === 'uploaded' ? source.uploadId : null }
}

/** The draft with some fields changed. */
export function changeDraft({ state }: Shell, changes: Partial<Draft>) {
  state.draft.value = { ...state.draft.value, ...changes }
}
