import type { SelectedNode } from '../../../contract/messages.ts'
import { reuseFromLayer } from '../../actions/from-layer.ts'
import { likeThisOne } from '../../actions/like-this-one.ts'
import { stepPictures } from '../../actions/step-pictures.ts'
import { shell, state } from '../../panel.ts'
import { lookFact } from '../../runs/describe-run.ts'
import { TextButton } from '../controls/button.tsx'
import { onePress } from '../controls/one-press.ts'

/** How the one selected layer was made, or what is filled of the one selected card, when this plugin made it. */
export function ProvenanceCard() {
  const selection = state.selection.value
  const node = state.slot.value ?? selection[0]
  if (selection.length !== 1 || !node) return null
  if (node.provenance) return <Card node={node} made={node.provenance} />
  if (node.steps.length === 0) return null
  return (
    <section class="details" aria-label="The picture of the selected layer">
      <div class="actions">
        <Steps node={node} />
      </div>
    </section>
  )
}

/** To the pictures that it has shown before and after this one. */
function Steps({ node: { id, steps } }: { node: SelectedNode }) {
  if (state.surroundings.value.isReadOnly) return null
  return (
    <>
      {steps.map((step) => (
        <TextButton key={step} {...onePress(() => stepPictures(shell, [id], step))}>
          Picture {step}
        </TextButton>
      ))}
    </>
  )
}

function Card({ node, made }: { node: SelectedNode; made: NonNullable<SelectedNode['provenance']> }) {
  const { isReadOnly } = state.surroundings.value
  const { prompt, width, height, credits, references, placedAt, look } = made
  const facts = [
    `${width} × ${height}`,
    ...(credits === null ? [] : [`${credits} credits`]),
    ...(references.length === 0 ? [] : [`from ${references.map(({ name }) => name).join(', ')}`]),
    ...lookFact(look),
    new Date(placedAt).toLocaleDateString('en', { day: 'numeric', month: 'short' }),
  ]
  const compare = (shows: 'before' | 'after') =>
    void shell.bridge.ask({ type: 'compare', nodeId: node.id, shows })

  return (
    <section class="details" aria-label="How the selected layer was made">
      <p class="history-prompt">{prompt}</p>
      <p class="muted">{facts.join(' · ')}</p>
      <div class="actions">
        <TextButton onClick={() => reuseFromLayer(shell, node, 'edit-prompt')}>Edit prompt</TextButton>
        <TextButton onClick={() => reuseFromLayer(shell, node, 'vary')}>Vary</TextButton>
        <TextButton
          title="Makes it the style reference of the next"
          {...onePress(() => likeThisOne(shell, { ...made, nodeId: node.id, title: node.name }))}
        >
          Like this one
        </TextButton>
        <Steps node={node} />
        {!isReadOnly && (
          <TextButton
            title="Shows the layer as it was, while held"
            onPointerDown={() => compare('before')}
            onPointerUp={() => compare('after')}
            onPointerLeave={() => compare('after')}
            onKeyDown={(event) => event.key === ' ' && !event.repeat && compare('before')}
            onKeyUp={(event) => event.key === ' ' && compare('after')}
            onBlur={() => compare('after')}
          >
            Hold to compare
          </TextButton>
        )}
      </div>
    </section>
  )
}
