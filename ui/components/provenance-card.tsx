import type { SelectedNode } from '../../contract/messages.ts'
import { reuseFromLayer } from '../actions/from-layer.ts'
import { likeThisOne } from '../actions/like-this-one.ts'
import { usePanel } from '../use-panel.ts'
import { TextButton } from './text-button.tsx'

/** How the one selected layer was made, when this plugin made it. */
export function ProvenanceCard() {
  const { state } = usePanel()
  const selection = state.selection.value
  const [node] = selection
  return selection.length === 1 && node?.provenance ? <Card node={node} made={node.provenance} /> : null
}

function Card({ node, made }: { node: SelectedNode; made: NonNullable<SelectedNode['provenance']> }) {
  const { shell, state } = usePanel()
  const { isReadOnly } = state.surroundings.value
  const { prompt, width, height, credits, references, placedAt } = made
  const facts = [
    `${width} × ${height}`,
    ...(credits === null ? [] : [`${credits} credits`]),
    ...(references.length === 0 ? [] : [`from ${references.map(({ name }) => name).join(', ')}`]),
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
          title="Makes it the style reference of what is made next"
          onClick={() => void likeThisOne(shell, { ...made, nodeId: node.id, title: node.name })}
        >
          Like this one
        </TextButton>
        {!isReadOnly && (
          <TextButton
            title="Hold the button, or the space bar, to see the layer as it was"
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
