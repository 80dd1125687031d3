/** What is selected, as the targets that a press could have, before the draft decides about each. */
import type { Card } from '../../contract/cards.ts'
import type { PlannedGeneration, SelectedNode } from '../../contract/messages.ts'
import type { Size } from '../../contract/model.ts'
import { memoLast } from '../memo-last.ts'
import { giveTitles, isMachineName, textOf } from '../prompt/card-words.ts'
import type { Draft, TargetChoice } from '../state/draft.ts'

/** What is selected, as the sandbox has described it. */
export type Selection = {
  nodes: readonly SelectedNode[]
  cards: readonly Card[]
  /** Keys of pictures whose bytes have been asked for in vain. */
  lostPictures?: ReadonlySet<string>
  /** Pixels of start pictures that are to be extended, by their `pictureKey`; null for those that can't be had. */
  pictureSizes?: ReadonlyMap<string, Size | null>
}

export type Candidate = {
  /** Names it in lists; the id of the layer that is filled, or that the image is placed beside. */
  id: string
  target: PlannedGeneration['target']
  title: string
  /** In canvas units, of the part that is seen; null for a new image, which has no size of its own. */
  size: Size | null
  text: string | null
  name: string | null
  /** What rows and files know it by, best first. */
  names: readonly string[]
  card: Card | null
  /** How the image was made that it shows, by this plugin. */
  made: Card['provenance']
  obstacle: SelectedNode['fillObstacle']
}

/**
 * The person's choice or, before there is one, what the selection suggests: fill what can be filled, else a new image,
 * which can't start from anything.
 */
export function chooseTarget(
  { targetChoice, startFrom }: Pick<Draft, 'targetChoice' | 'startFrom'>,
  { nodes, cards }: Selection,
): TargetChoice {
  if (targetChoice !== null) return targetChoice
  const isFillable = [...cards, ...nodes].some(({ fillObstacle }) => fillObstacle === null)
  return isFillable || startFrom !== 'nothing' ? 'fill' : 'new-image'
}

/** Kept while words are written: reading five hundred cards takes longer than a key may. */
export const candidatesOf = memoLast(
  (
    choice: TargetChoice,
    fillsSlots: boolean,
    nodes: readonly SelectedNode[],
    cards: readonly Card[],
  ): readonly Candidate[] => {
    if (choice === 'new-image') return [NEW_IMAGE]
    if (choice === 'fill' && fillsSlots) return giveTitles(cards).map(cardCandidate)
    const selected = nodes.map((node) => {
      const card = cards.find(({ id }) => id === node.id) ?? null
      return { node, inside: card, name: node.name, lines: card?.lines ?? [] }
    })
    return giveTitles(selected).map(({ card: { node, inside }, name }) =>
      nodeCandidate(choice, node, inside, name),
    )
  },
)

/** Each line of a card's text is a name, too: files are often called by what stands below the picture. */
function namesOf(title: string, { name, slot, lines }: Card): string[] {
  return [title, name, ...(isMachineName(slot.name) ? [] : [slot.name]), ...lines.map(({ words }) => words)]
}

const NEW_IMAGE: Candidate = {
  id: 'new image',
  target: { kind: 'new-image' },
  title: 'New image',
  size: null,
  text: null,
  name: null,
  names: [],
  card: null,
  made: null,
  obstacle: null,
}

function cardCandidate({ card, title, name }: { card: Card; title: string; name: string }): Candidate {
  const { slot, fillObstacle } = card
  const size = { width: slot.visibleWidth ?? slot.width, height: slot.visibleHeight ?? slot.height }
  const target = { kind: 'fill', nodeId: slot.id } as const
  return {
    id: slot.id,
    target,
    title,
    size,
    text: textOf(card),
    name,
    names: namesOf(title, card),
    card,
    made: card.provenance,
    obstacle: fillObstacle,
  }
}

/** The selected layer itself, whatever is in it. */
function nodeCandidate(
  kind: 'fill' | 'beside',
  node: SelectedNode,
  card: Card | null,
  name: string,
): Candidate {
  const { id, name: title, width, height, fillObstacle } = node
  return {
    id,
    target: { kind, nodeId: id },
    title,
    size: { width, height },
    text: card ? textOf(card) : '',
    name,
    names: card ? namesOf(title, card) : [title],
    // What is known of a slot inside says nothing of the layer around it.
    card: card?.slot.id === id ? card : null,
    made: node.provenance,
    obstacle: kind === 'fill' ? fillObstacle : null,
  }
}

export function isFillable({ obstacle }: Candidate): boolean {
  return obstacle === null
}
