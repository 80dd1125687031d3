/** Whether two layers are built alike, and which place in the one is that of the other. */
import type { Box, Kind, Layer } from './layer.ts'

/** What is compared reaches so deep; further down cards differ as they please. */
const DEPTH = 3
/** And as many layers: no card has more, but a page that is compared with one may. */
const MOST_COMPARED = 400
/** Of the layers compared, as many must have their like: a badge more or a line less makes no other card. */
const LEAST_SHARE = 0.6

/** How often each kind of layer stands at each depth, hidden ones too: variants of one component differ in these. */
export type Build = Readonly<Record<string, number>>

const builds = new WeakMap<Layer, Build>()

export function buildOf(layer: Layer): Build {
  const known = builds.get(layer)
  if (known) return known
  const counts: Record<string, number> = {}
  let left = MOST_COMPARED
  const count = (parent: Layer, depth: number) => {
    for (const child of parent.children) {
      if (left === 0) return
      left -= 1
      const kind = depth + child.kind
      counts[kind] = (counts[kind] ?? 0) + 1
      if (depth < DEPTH) count(child, depth + 1)
    }
  }
  count(layer, 1)
  builds.set(layer, counts)
  return counts
}

/** Of a layer that holds the very kinds of layers that another does. */
export function shareBuild(layer: Layer, like: Layer): void {
  builds.set(layer, buildOf(like))
}

export function areAlike(a: Build, b: Build): boolean {
  if (a === b) return Object.keys(a).length > 0
  let shared = 0
  let all = 0
  for (const kind in a) {
    shared += Math.min(a[kind] ?? 0, b[kind] ?? 0)
    all += a[kind] ?? 0
  }
  for (const kind in b) all += b[kind] ?? 0
  return all > 0 && shared * 2 >= all * LEAST_SHARE
}

/** A way into a card: at each step the index of a child, its kind and where it lies in its parent, in shares of the parent. */
export type Step = { index: number; kind: Kind; at: Box }

export function stepsTo(card: Layer, path: readonly number[]): Step[] {
  const steps: Step[] = []
  let parent = card
  for (const index of path) {
    const child = parent.children[index]
    if (!child) break
    steps.push({ index, kind: child.kind, at: shareOf(child.box, parent.box) })
    parent = child
  }
  return steps
}

/** The path to the same place in another card; null where there is none. */
export function samePlace(card: Layer, steps: readonly Step[]): number[] | null {
  const path: number[] = []
  let parent = card
  for (const step of steps) {
    const index = childAt(parent, step)
    const child = parent.children[index]
    if (!child) return null
    path.push(index)
    parent = child
  }
  return path
}

/** Of its kind the nearest by place and size; where several lie there, that of the same index. -1 where there is none. */
function childAt(parent: Layer, { index, kind, at }: Step): number {
  let best = -1
  let least = 1
  parent.children.forEach((child, place) => {
    if (child.kind !== kind || !child.visible) return
    const box = shareOf(child.box, parent.box)
    const off =
      Math.abs(box.x - at.x) +
      Math.abs(box.y - at.y) +
      Math.abs(box.width - at.width) +
      Math.abs(box.height - at.height)
    // Half a percent for each place that it is off.
    const distance = off + Math.abs(place - index) / 200
    if (distance < least) {
      least = distance
      best = place
    }
  })
  return best
}

function shareOf(box: Box, outer: Box): Box {
  const { width, height } = outer
  return {
    x: (box.x - outer.x) / width,
    y: (box.y - outer.y) / height,
    width: box.width / width,
    height: box.height / height,
  }
}
