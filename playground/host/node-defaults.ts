/** A record of each type as Figma makes it: 100 by 100, grey or white, on top of the page. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import type { HostNodeType, NodeRecord } from './node-record.ts'

/** A solid paint from `#rrggbb`. */
export function solid(hex: string, opacity = 1): Paint {
  const channel = (start: number) => Number.parseInt(hex.slice(start, start + 2), 16) / 255
  return {
    type: 'SOLID',
    visible: true,
    opacity,
    blendMode: 'NORMAL',
    color: { r: channel(1), g: channel(3), b: channel(5) },
  }
}

const NAMES: Record<HostNodeType, string> = {
  DOCUMENT: 'Document',
  PAGE: 'Page',
  FRAME: 'Frame',
  GROUP: 'Group',
  SECTION: 'Section',
  COMPONENT: 'Component',
  INSTANCE: 'Instance',
  RECTANGLE: 'Rectangle',
  ELLIPSE: 'Ellipse',
  LINE: 'Line',
  TEXT: 'Text',
}

const FILLS: Partial<Record<HostNodeType, readonly Paint[]>> = {
  FRAME: [solid('#ffffff')],
  COMPONENT: [solid('#ffffff')],
  SECTION: [solid('#ffffff')],
  RECTANGLE: [solid('#d9d9d9')],
  ELLIPSE: [solid('#d9d9d9')],
  TEXT: [solid('#000000')],
}

/** @param fields what differs from a fresh node */
export function makeNode(
  id: string,
  type: HostNodeType,
  parentId: string | null,
  fields: Partial<NodeRecord> = {},
): NodeRecord {
  const isText = type === 'TEXT'
  return {
    id,
    type,
    name: NAMES[type],
    parentId,
    children: [],
    pluginData: {},
    sharedPluginData: {},
    relaunchData: {},
    visible: true,
    locked: false,
    opacity: 1,
    blendMode: 'PASS_THROUGH',
    effects: [],
    exportSettings: [],
    x: 0,
    y: 0,
    width: isText ? 0 : 100,
    height: isText ? 14 : type === 'LINE' ? 0 : 100,
    rotation: 0,
    fills: FILLS[type] ?? [],
    fillStyleId: '',
    strokes: type === 'LINE' ? [solid('#000000')] : [],
    strokeWeight: 1,
    strokeAlign: type === 'LINE' ? 'CENTER' : 'INSIDE',
    cornerRadius: 0,
    cornerRadii: null,
    clipsContent: type === 'FRAME' || type === 'COMPONENT',
    characters: '',
    fontName: { family: 'Inter', style: 'Regular' },
    fontSize: 12,
    lineHeight: { unit: 'AUTO' },
    letterSpacing: { unit: 'PERCENT', value: 0 },
    textAlignHorizontal: 'LEFT',
    textAlignVertical: 'TOP',
    textAutoResize: 'WIDTH_AND_HEIGHT',
    textRuns: [],
    mainComponentId: null,
    mirroredId: null,
    overriddenFields: [],
    backgrounds: type === 'PAGE' ? [solid('#f5f5f5')] : [],
    ...fields,
  }
}
