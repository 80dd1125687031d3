/**
 * Which layers of this file wait for their fill, and the marks that show it. How undo is kept clear of marks, and why an
 * undo is never answered, stands in docs/architecture.md.
 */
import type { JournalEntry, Target } from '../../contract/journal.ts'
import type { Order } from '../../contract/messages.ts'
import { attempt } from '../document/attempt.ts'
import { documentId } from '../document/document-id.ts'
import { asOneStep } from '../document/in-turn.ts'
import { findPage, lookUpNode, pageOf } from '../document/nodes.ts'
import { isReadOnly } from '../document/read-only.ts'
import {
  drawMark,
  findMarks,
  fitMark,
  type Mark,
  type MarkNode,
  POINTER,
  shapeToMark,
} from './waiting-mark.ts'

/** No image takes so long: whoever made a mark that is older has not come back for it. */
const STRAY_AFTER_MS = 60 * 60 * 1000

/** A layer with its page loaded. */
type Layer = {
  node: SceneNode
  mark: MarkNode | null
  /** How it has stood since it was marked. */
  knownPlaces: Set<string>
  hasMoved: boolean
}

/**
 * What each entry of this file waits for, by key; null once it waits no more, or for an alternative, which stays in the
 * panel. Every mark with one of these keys is ours to remove, also one that an undo has brought back.
 */
const waits = new Map<string, Target | null>()
/** By id. Those on pages that have not been loaded are missing. */
const layers = new Map<string, Layer>()
/** By id, where marks of ours may stand. */
const pages = new Map<string, PageNode>()
/** Ids of the pages that have been looked at since the opening. */
const visited = new Set<string>()

/** At the press. `nodes` are the layers of the entries, in the same order and with their pages loaded. */
export function markLayers(entries: readonly JournalEntry[], nodes: readonly (SceneNode | null)[]): void {
  entries.forEach((entry, index) => {
    const node = nodes[index] ?? null
    if (noteEntry(entry) && node) noteLayer(node)
  })
  showMarks()
}

/** At the opening: what is still awaited gets its marks again, on this page now and on others once they are loaded. */
export async function resumeMarks(journal: readonly JournalEntry[]): Promise<void> {
  if (isReadOnly()) return
  const id = documentId()
  for (const entry of journal) if (entry.documentId === id) noteEntry(entry)
  visited.clear()
  await markPage()
}

/**
 * Marks what waits on the open page, and clears away what a crash or somebody else has left there. Once: it may be an undo
 * that goes to the page again.
 */
export async function markPage(): Promise<void> {
  const page = figma.currentPage
  if (isReadOnly() || visited.has(page.id)) return
  visited.add(page.id)
  for (const target of waits.values()) {
    const node = target && (await lookUpNode(target.nodeId))
    if (node && pageOf(node)?.id === page.id) noteLayer(node)
  }
  removeMarks(
    page,
    ({ node, key, target, madeAt }) =>
      layers.get(target)?.mark?.id !== node.id && (waits.has(key) || Date.now() - madeAt > STRAY_AFTER_MS),
  )
  showMarks()
}

/**
 * The wait of an entry is over: its mark goes, unless another entry waits for the same layer. Runs `step` as an undo step
 * of its own, with no mark in the file.
 *
 * @param page loaded, where the mark may stand; null when it is gone
 */
export function endWaiting<T>(key: string, page: PageNode | null, step: () => Promise<T>): Promise<T> {
  const before = () => {
    forgetEntry(key)
    if (page) pages.set(page.id, page)
    hideMarks()
  }
  return asOneStep(step, before, showMarks)
}

/** As `endWaiting`, with nothing to place. Does nothing when the entry has no mark. */
export async function stopMarking(key: string): Promise<void> {
  const target = waits.get(key)
  if (target) await endWaiting(key, await findPage(target.place.pageId), async () => undefined)
}

/** Takes every mark of ours out of the file, at once. */
export function hideMarks(): void {
  hideMarksOf((key) => waits.has(key))
}

function hideMarksOf(isMeant: (key: string) => boolean): void {
  for (const page of pages.values()) if (!page.removed) removeMarks(page, ({ key }) => isMeant(key))
}

let pointedAt = ''

/** Shows which layer is meant, instead of the one before. Goes like a mark, before every step that undo knows. */
export async function pointAt({ nodeId, isBrought }: Order<'point-at'>): Promise<void> {
  const id = nodeId ?? ''
  pointedAt = id
  waits.set(POINTER, null)
  const node = id === '' || isReadOnly() ? null : await lookUpNode(id)
  // Another has been pointed at meanwhile.
  if (pointedAt !== id) return
  hideMarksOf((key) => key === POINTER)
  const page = node && pageOf(node)
  if (!node || page !== figma.currentPage) return
  const shape = shapeToMark(node)
  if (!shape) return
  pages.set(page.id, page)
  drawMark(page, shape, node, POINTER)
  if (isBrought) figma.viewport.scrollAndZoomIntoView([node])
}

/**
 * To be told of every change on the open page, so that a new place is known from one that an undo has gone back to. Sixty
 * times a second while something is dragged, so it looks at nothing but the places.
 */
export function noteMoves(): void {
  for (const layer of layers.values()) notePlace(layer, !layer.node.removed)
}

/** Puts the marks where their layers have gone since; that of a layer which is hidden or removed goes. */
export function followMoves(): void {
  for (const layer of layers.values()) {
    const { node, mark } = layer
    const shape = shapeToMark(node)
    notePlace(layer, shape !== null)
    const { hasMoved } = layer
    layer.hasMoved = false
    if (!hasMoved || !mark || mark.removed) continue
    if (!shape) mark.remove()
    else fitMark(mark, shape)
  }
}

/** @returns whether there is to be a mark */
function noteEntry({ key, target, variation, isAwaited }: JournalEntry): boolean {
  const isMarked = target.kind === 'fill' && isAwaited && variation === 0
  waits.set(key, isMarked ? target : null)
  return isMarked
}

function forgetEntry(key: string): void {
  const id = waits.get(key)?.nodeId ?? ''
  waits.set(key, null)
  if (![...waits.values()].some((target) => target?.nodeId === id)) layers.delete(id)
}

function noteLayer(node: SceneNode): void {
  if (layers.get(node.id)?.node.removed === false) return
  layers.set(node.id, { node, mark: null, knownPlaces: new Set(), hasMoved: false })
}

function showMarks(): void {
  for (const [key, target] of waits) {
    const layer = layers.get(target?.nodeId ?? '')
    if (!layer || layer.mark?.removed === false) continue
    const shape = shapeToMark(layer.node)
    if (!shape) continue
    const page = pageOf(layer.node)
    if (!page) continue
    pages.set(page.id, page)
    layer.mark = drawMark(page, shape, layer.node, key)
    notePlace(layer, true)
    layer.hasMoved = false
  }
}

function notePlace(layer: Layer, isSeen: boolean): void {
  const { node } = layer
  const place = isSeen ? JSON.stringify([node.absoluteTransform, node.width, node.height]) : ''
  layer.hasMoved ||= !layer.knownPlaces.has(place)
  layer.knownPlaces.add(place)
}

function removeMarks(page: PageNode, isUnwanted: (mark: Mark) => boolean): void {
  for (const mark of findMarks(page)) if (isUnwanted(mark)) attempt(() => mark.node.remove())
}
