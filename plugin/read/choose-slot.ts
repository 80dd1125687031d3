/** "This one in each": where the person has shown that the picture goes, kept in the file for all cards of that build. */
import * as v from 'valibot'
import type { Failure } from '../../contract/failures.ts'
import type { Order } from '../../contract/messages.ts'
import { crop } from '../../contract/start-pictures.ts'
import { readData } from '../document/node-data.ts'
import { findNode, GONE, layersFrom } from '../document/nodes.ts'
import { areAlike, type Build, buildOf, stepsTo } from '../slots/alike.ts'
import { type ChosenPlace, chosenSlot } from '../slots/find-cards.ts'
import { holdsText, layerAt } from '../slots/layer.ts'
import { layerOf } from './node-layer.ts'

const KEY = 'chosen-slots'
/** Kinds of cards that a file remembers; the oldest goes. */
const MOST_PLACES = 20

const kept = v.array(
  v.object({
    /** Each kind as often as it stands in the card. */
    build: v.array(v.string()),
    steps: v.array(
      v.object({
        index: v.number(),
        kind: v.picklist(['box', 'shape', 'text']),
        at: crop,
      }),
    ),
  }),
)

export function chosenPlaces(): ChosenPlace[] {
  return (readData(figma.root, KEY, kept) ?? []).map(({ build, steps }) => {
    const counts: Record<string, number> = {}
    for (const kind of build) counts[kind] = (counts[kind] ?? 0) + 1
    return { build: counts, steps }
  })
}

/** @returns the ids of the cards beside the one the layer lies in that follow, that one among them */
export async function chooseSlot({ nodeId }: Order<'choose-slot'>): Promise<{ nodeIds: string[] } | Failure> {
  const node = await findNode(nodeId)
  if (!node) return GONE
  const found = placeOf(node)
  if (!found) return { code: 'validation_failed', detail: `“${node.name}” lies in no card.` }
  const { place, nodeIds } = found
  const others = chosenPlaces().filter(({ build }) => !areAlike(build, place.build))
  const places = [...others, place].slice(-MOST_PLACES)
  figma.root.setPluginData(
    KEY,
    JSON.stringify(places.map(({ build, steps }) => ({ build: kindsOf(build), steps }))),
  )
  return { nodeIds }
}

/** The card is the innermost layer around it with words that has a sibling built alike. */
function placeOf(node: SceneNode): { place: ChosenPlace; nodeIds: string[] } | null {
  const [, ...around] = layersFrom(node)
  const path: number[] = []
  let inner = node
  for (const outer of around) {
    path.unshift((outer as FrameNode).children.indexOf(inner))
    inner = outer
    const card = layerOf(outer)
    if (!holdsText(card) || !layerAt(card, path)) continue
    const place = { build: buildOf(card), steps: stepsTo(card, path) }
    const siblings = (outer.parent as PageNode | null)?.children ?? []
    const cards = siblings.filter((sibling) => chosenSlot(layerOf(sibling), { chosen: [place] }))
    if (cards.length > 1) return { place, nodeIds: cards.map(({ id }) => id) }
  }
  return null
}

function kindsOf(build: Build): string[] {
  return Object.entries(build).flatMap(([kind, times]) => Array<string>(times).fill(kind))
}
