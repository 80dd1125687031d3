/** `layoutSizingHorizontal` and `layoutSizingVertical`: short names for what frames and their children say of a side. */
import { hasAutoLayout } from '../file/auto-layout.ts'
import { parentOf } from '../file/geometry.ts'
import type { NodeRecord } from '../file/node-record.ts'
import type { Core } from './core.ts'

export type Sizing = 'FIXED' | 'HUG' | 'FILL'
type Side = 'width' | 'height'

export function sizingOf(core: Core, node: NodeRecord, side: Side): Sizing {
  const parent = parentOf(node, core.store.get)
  if (hasAutoLayout(parent)) {
    const fills = isPrimary(parent, side) ? node.layoutGrow > 0 : node.layoutAlign === 'STRETCH'
    if (fills) return 'FILL'
  }
  if (node.type === 'TEXT') {
    const hugs =
      node.textAutoResize === 'WIDTH_AND_HEIGHT' || (side === 'height' && node.textAutoResize === 'HEIGHT')
    return hugs ? 'HUG' : 'FIXED'
  }
  if (!hasAutoLayout(node)) return 'FIXED'
  const mode = isPrimary(node, side) ? node.primaryAxisSizingMode : node.counterAxisSizingMode
  return mode === 'AUTO' ? 'HUG' : 'FIXED'
}

/** Throws, as Figma does, where a node can't be sized so. */
export function fieldsOfSizing(
  core: Core,
  node: NodeRecord,
  side: Side,
  sizing: Sizing,
): Partial<NodeRecord> {
  const doing = side === 'width' ? 'set_layoutSizingHorizontal' : 'set_layoutSizingVertical'
  const parent = parentOf(node, core.store.get)
  if (sizing === 'FILL' && !hasAutoLayout(parent)) {
    throw new Error(`in ${doing}: FILL can only be set on children of auto-layout frames`)
  }
  if (sizing === 'HUG' && node.layoutMode === 'NONE' && node.type !== 'TEXT') {
    throw new Error(`in ${doing}: HUG can only be set on auto-layout frames and text`)
  }
  const fields: Partial<NodeRecord> = {}
  if (hasAutoLayout(parent)) {
    if (isPrimary(parent, side)) fields.layoutGrow = sizing === 'FILL' ? 1 : 0
    else fields.layoutAlign = sizing === 'FILL' ? 'STRETCH' : 'INHERIT'
  }
  if (hasAutoLayout(node)) {
    const mode = sizing === 'HUG' ? 'AUTO' : 'FIXED'
    if (isPrimary(node, side)) fields.primaryAxisSizingMode = mode
    else fields.counterAxisSizingMode = mode
  }
  return fields
}

function isPrimary(frame: NodeRecord, side: Side): boolean {
  return (frame.layoutMode === 'HORIZONTAL') === (side === 'width')
}
