import type { Generation } from '../../../contract/relay-api.ts'
import { fillWith, placeCopy } from '../../actions/copies.ts'
import { deleteGeneration } from '../../actions/deletions.ts'
import { toggleStar, useAsReference } from '../../actions/history.ts'
import { reuseSettings, settingsOf } from '../../actions/reuse.ts'
import { engine, shell, state } from '../../panel.ts'
import { describeSpent, lookFact } from '../../runs/describe-run.ts'
import { planTargets } from '../../targets/plan-targets.ts'
import { TextButton } from '../controls/button.tsx'
import { IconButton } from '../controls/icon-button.tsx'
import { onePress } from '../controls/one-press.ts'
import { WithLink } from '../with-link.tsx'

/** How a generation of the history was made, and what can be done with it. */
export function HistoryDetails({ generation, onClose }: { generation: Generation; onClose: () => void }) {
  const fillable = planTargets(
    // An image that is there starts from nothing.
    { ...state.draft.value, targetChoice: 'fill', startFrom: 'nothing' },
    { nodes: state.selection.value, cards: state.cards.value },
  ).targets
  const { isReadOnly } = state.surroundings.value
  const { prompt, aspect_ratio, resolution, images, starred, created_at, origin, look } = generation
  const [image] = images
  const facts = [
    new Date(created_at).toLocaleDateString('en', {
      day: 'numeric',
      month: 'short',
      hour: '2-digit',
      minute: '2-digit',
    }),
    image === undefined ? `${aspect_ratio}, ${resolution}` : `${image.width} × ${image.height}`,
    describeSpent(generation),
    ...lookFact(look),
    ...(origin?.document_name === undefined ? [] : [origin.document_name]),
  ]

  return (
    <section class="history-details" aria-label="Chosen image">
      <div class="row is-tight">
        <p class="history-prompt">{prompt}</p>
        <IconButton icon="close" label="Close details" onClick={onClose} />
      </div>
      <p class="muted">{facts.join(' · ')}</p>
      {generation.failure !== null && (
        <p class="danger">
          <WithLink words={generation.failure.message} />
        </p>
      )}
      <div class="actions">
        {image !== undefined && !isReadOnly && (
          <>
            <TextButton {...onePress(() => placeCopy(shell, generation, { kind: 'new-image' }))}>
              Place
            </TextButton>
            {fillable.length > 0 && (
              <TextButton
                {...onePress(() => {
                  const layers = fillable.map(({ id: nodeId, title }) => ({ nodeId, title }))
                  return fillWith(shell, generation, layers)
                })}
              >
                Fill {fillable.length === 1 ? 'selection' : `${fillable.length} layers`}
              </TextButton>
            )}
          </>
        )}
        {image !== undefined && (
          <TextButton onClick={() => void useAsReference(shell, generation)}>Use as reference</TextButton>
        )}
        {generation.can_fetch_again && (
          <TextButton {...onePress(() => engine.fetchAgain(generation))}>Fetch again</TextButton>
        )}
        <TextButton onClick={() => reuseSettings(shell, settingsOf(generation))}>Reuse settings</TextButton>
        <TextButton aria-pressed={starred} onClick={() => void toggleStar(shell, generation)}>
          {starred ? 'Unstar' : 'Star'}
        </TextButton>
        <TextButton
          onClick={() => {
            onClose()
            deleteGeneration(shell, engine, generation)
          }}
        >
          Delete
        </TextButton>
      </div>
    </section>
  )
}
