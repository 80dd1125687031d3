import type { PlannedGeneration } from '../../contract/messages.ts'
import { describeFailure } from '../describe-run.ts'
import type { Engine } from '../drive/engine.ts'
import { finishPrompts, planTargets, resolveAspectRatio } from '../plan.ts'
import { generationOf, type Run } from '../run.ts'
import type { Shell } from '../shell.ts'
import type { Draft, Reference } from '../state/draft.ts'

/** The press: captures targets and writes the journal, then sets every generation going. */
export async function generate(shell: Shell, engine: Engine): Promise<void> {
  const draft = shell.state.draft.value
  const plan = planTargets(draft, shell.state.selection.value)
  const batchId = shell.makeKey()
  const prompts = finishPrompts(draft, plan)
  const generations = plan.targets.flatMap(({ target, size }, index) =>
    Array.from(
      { length: draft.variations },
      (_, variation): PlannedGeneration => ({
        key: shell.makeKey(),
        batchId,
        target,
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

/** Sends the same once more as fresh requests of the same batch, for those that ended without an image. */
export async function generateAgain(shell: Shell, engine: Engine, runs: readonly Run[]): Promise<void> {
  const generations = runs.map((run) => planAgain(run, shell.makeKey()))
  if (!(await begin(shell, engine, generations, []))) return
  for (const { entry } of runs) await engine.dismiss(entry.key)
}

function planAgain({ entry, state }: Run, key: string): PlannedGeneration {
  const { batchId, target, prompt, aspectRatio, resolution } = entry
  const sent = generationOf(state)?.references ?? entry.request?.references ?? []
  const isFill = target.kind === 'fill'
  return {
    key,
    batchId,
    target: isFill ? { kind: 'fill', nodeId: target.nodeId } : { kind: 'new-image' },
    // The placeholder that the variations shared may be gone, so each gets one of its own.
    variation: isFill ? entry.variation : 0,
    prompt,
    aspectRatio,
    resolution,
    references: entry.references.map((reference, index) => ({
      ...reference,
      uploadId: reference.uploadId ?? sent[index]?.upload_id ?? null,
    })),
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
    state.notice.value = { tone: 'error', text: describeFailure(begun.failure) }
    return false
  }
  engine.takeUp(begun.value.entries)
  const count = generations.length === 1 ? 'One image is' : `${generations.length} images are`
  state.announcement.value = { text: `${count} being generated.` }
  return true
}

function planReference({
  name,
  nodeId,
  maxPixels,
  source,
}: Reference): PlannedGeneration['references'][number] {
  return { name, nodeId, maxPixels, uploadId: source.kind === 'uploaded' ? source.uploadId : null }
}

/** The draft with some fields changed. */
export function changeDraft({ state }: Shell, changes: Partial<Draft>) {
  state.draft.value = { ...state.draft.value, ...changes }
}

/** Takes the words and the format of an earlier generation back into the form and puts the cursor there. */
export function reuseSettings(
  shell: Shell,
  { prompt, aspectRatio, resolution }: Pick<PlannedGeneration, 'prompt' | 'aspectRatio' | 'resolution'>,
) {
  changeDraft(shell, { prompt, aspectRatio, resolution })
  shell.state.view.value = 'create'
  shell.state.promptFocus.value = {}
}
