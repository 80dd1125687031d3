/** A record of each type as Figma makes it: 100 by 100, grey or white, on top of the page. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import { NO_AUTO_LAYOUT } from './auto-layout-fields.ts'
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
  COMPONENT_SET: 'Component set',
  INSTANCE: 'Instance',
  BOOLEAN_OPERATION: 'Boolean',
  RECTANGLE: 'Rectangle',
  ELLIPSE: 'Ellipse',
  POLYGON: 'Polygon',
  STAR: 'Star',
  VECTOR: 'Vector',
  LINE: 'Line',
  TEXT: 'Text',
  TEXT_PATH: 'Text on a path',
  SLICE: 'Slice',
}

const FILLS: Partial<Record<HostNodeType, readonly Paint[]>> = {
  FRAME: [solid('#ffffff')],
  COMPONENT: [solid('#ffffff')],
  SECTION: [solid('#ffffff')],
  RECTANGLE: [solid('#d9d9d9')],
  ELLIPSE: [solid('#d9d9d9')],
  POLYGON: [solid('#d9d9d9')],
  STAR: [solid('#d9d9d9')],
  BOOLEAN_OPERATION: [solid('#d9d9d9')],
  TEXT_PATH: [solid('#000000')],
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
    boundVariables: {},
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
    axes: null,
    fills: FILLS[type] ?? [],
    fillStyleId: '',
    strokes: type === 'LINE' || type === 'VECTOR' ? [solid('#000000')] : [],
    strokeWeight: 1,
    strokeAlign: type === 'LINE' || type === 'VECTOR' ? 'CENTER' : 'INSIDE',
    cornerRadius: 0,
    cornerRadii: null,
    clipsContent: type === 'FRAME' || type === 'COMPONENT',
    isMask: false,
    maskType: 'ALPHA',
    constraints: { horizontal: 'MIN', vertical: 'MIN' },
    pointCount: type === 'STAR' ? 5 : 3,
    innerRadius: 0.382,
    arcData: { startingAngle: 0, endingAngle: 2 * Math.PI, innerRadius: 0 },
    vectorPaths: [],
    booleanOperation: 'UNION',
    ...NO_AUTO_LAYOUT,
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
