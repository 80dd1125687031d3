/** Notices when a layer that serves as a reference no longer looks as it did when it was added. */
import type { Order } from '../../contract/messages.ts'
import { findNode, layersFrom } from '../document/nodes.ts'
import { post } from '../tell/post.ts'
import { isAsRemembered, noteLook } from './remembered-looks.ts'

/** Layers inside a watched one that are known, so that it is noticed when one of them is removed. */
const MAX_KNOWN = 2000

/** Every known layer, with the watched one it belongs to. */
let watchedOf = new Map<string, string>()
/** The watched ones by id, and which of them are not in the file. */
let frames = new Map<string, SceneNode>()
let goneIds = new Set<string>()

export async function watchFrames({ nodeIds }: Order<'watch-frames'>): Promise<null> {
  const found = await Promise.all(nodeIds.map(findNode))
  watchedOf = new Map()
  frames = new Map()
  for (const node of found) {
    if (!node) continue
    const { id } = node
    const inside = 'findAll' in node ? node.findAll().slice(0, MAX_KNOWN) : []
    for (const layer of [node, ...inside]) watchedOf.set(layer.id, id)
    frames.set(id, node)
  }
  const gone = nodeIds.filter((id) => !frames.has(id))
  goneIds = new Set(gone)
  if (gone.length > 0) post({ type: 'frames-changed', changed: [], gone, restored: [] })
  return null
}

/** @param changes of the layers of one page, as Figma reports them */
export function noteChanges(changes: readonly NodeChange[]): void {
  const touched = new Set<string>()
  const gone = new Set<string>()
  for (const change of changes) {
    const watched = findWatched(change)
    if (watched === undefined) continue
    const properties = seenIn(change, change.id === watched)
    watchedOf.set(change.id, watched)
    if (properties.length === 0) continue
    noteLook(watched, change, properties)
    touched.add(watched)
  }
  // Of a tree that goes or comes back Figma reports the topmost layer alone, which may be one around a watched one.
  if (changes.some(({ type }) => type !== 'PROPERTY_CHANGE')) {
    for (const [id, { removed }] of frames) {
      if (removed === goneIds.has(id)) continue
      if (removed) goneIds.add(id)
      else goneIds.delete(id)
      const moved = removed ? gone : touched
      moved.add(id)
    }
  }
  if (touched.size + gone.size === 0) return
  const there = [...touched].filter((id) => !gone.has(id))
  post({
    type: 'frames-changed',
    changed: there.filter((id) => !isAsRemembered(id)),
    gone: [...gone],
    restored: there.filter(isAsRemembered),
  })
}

function findWatched({ id, node }: NodeChange): string | undefined {
  const ids = node.removed ? [id] : layersFrom(node).map((layer) => layer.id)
  return watchedOf.get(ids.find((each) => watchedOf.has(each)) ?? '')
}

/** What makes the layer look different. Its name and a plugin's data are not seen, nor where a frame itself stands. */
function seenIn(change: NodeChange, isFrame: boolean): readonly string[] {
  if (change.type !== 'PROPERTY_CHANGE') return [change.type]
  const unseen = ['name', 'pluginData', 'relaunchData', 'locked', ...(isFrame ? ['x', 'y'] : [])]
  return change.properties.filter((property) => !unseen.includes(property))
}
