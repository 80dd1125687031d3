/** Small line icons. They are decoration: the name always stands beside them or on the button. */
import type { HostNodeType } from '../host/file/node-record.ts'

const PATHS = {
  frame: 'M5 2v12M11 2v12M2 5h12M2 11h12',
  group: 'M3 3h2M7 3h2M11 3h2v2M13 7v2M13 11v2h-2M9 13H7M5 13H3v-2M3 9V7M3 5V3',
  text: 'M4 4h8M8 4v8',
  rectangle: 'M3 4h10v8H3z',
  ellipse: 'M8 3a5 5 0 1 0 0 10A5 5 0 1 0 8 3z',
  line: 'M3 13 13 3',
  polygon: 'M8 3l5.500 9.500h-11z',
  star: 'M8 2.500l1.600 3.700 4 .300-3.100 2.600 1 3.900L8 10.900 4.500 13l1-3.900L2.400 6.500l4-.300z',
  vector: 'M3 12c0-8 10 0 10-8M2 11h2v2H2zM12 3h2v2h-2z',
  boolean: 'M3 3h7v7H3zM6 6h7v7H6z',
  slice: 'M3 3h3M10 3h3v3M13 10v3h-3M6 13H3v-3M3 6V3',
  component:
    'M8 2l2.2 2.2L8 6.4 5.8 4.2zM8 9.6l2.2 2.2L8 14l-2.2-2.2zM4.2 5.8 6.4 8l-2.2 2.2L2 8zM11.8 5.8 14 8l-2.2 2.2L9.6 8z',
  instance: 'M8 2.5 13.5 8 8 13.5 2.5 8z',
  section: 'M3 3h10v10H3zM3 6h10',
  undo: 'M4 6h6a3 3 0 0 1 0 6H7M6.5 3.5 4 6l2.5 2.5',
  redo: 'M12 6H6a3 3 0 0 0 0 6h3M9.5 3.5 12 6 9.5 8.5',
  plus: 'M8 3v10M3 8h10',
  minus: 'M3 8h10',
  close: 'M4 4l8 8M12 4l-8 8',
  fit: 'M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  selection: 'M6 6h4v4H6zM3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3',
  sun: 'M8 5.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 1 0 0-5zM8 1.5v1.5M8 13v1.5M1.5 8H3M13 8h1.5M3.5 3.5l1 1M11.5 11.5l1 1M12.5 3.5l-1 1M4.5 11.5l-1 1',
  moon: 'M13 9.5A5.5 5.5 0 1 1 6.5 3a4.5 4.5 0 0 0 6.5 6.5z',
  chevron: 'M6 4l4 4-4 4',
  hidden: 'M2.5 8S4.500 4.500 8 4.500 13.500 8 13.500 8 11.500 11.500 8 11.500 2.500 8 2.500 8zM3 13 13 3',
  locked: 'M4.500 7.500h7v5h-7zM6 7.500V6a2 2 0 1 1 4 0v1.500',
  play: 'M5.500 3.500v9l7-4.500z',
  code: 'M6 4.500 2.500 8 6 11.500M10 4.500 13.500 8 10 11.500',
} as const

export type IconName = keyof typeof PATHS

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  )
}

const TYPE_ICONS: Partial<Record<HostNodeType, IconName>> = {
  FRAME: 'frame',
  GROUP: 'group',
  SECTION: 'section',
  COMPONENT: 'component',
  INSTANCE: 'instance',
  RECTANGLE: 'rectangle',
  ELLIPSE: 'ellipse',
  POLYGON: 'polygon',
  STAR: 'star',
  VECTOR: 'vector',
  BOOLEAN_OPERATION: 'boolean',
  COMPONENT_SET: 'component',
  TEXT_PATH: 'text',
  SLICE: 'slice',
  LINE: 'line',
  TEXT: 'text',
}

export function TypeIcon({ type }: { type: HostNodeType }) {
  return <Icon name={TYPE_ICONS[type] ?? 'rectangle'} />
}
