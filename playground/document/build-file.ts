/** Writes a file as a tree, top layer first as the Layers list shows it, and gets the records of `DocumentFile`. */
import { makeNode } from '../host/file/node-defaults.ts'
import type { DocumentFile, HostNodeType, NodeRecord, PaintStyleRecord } from '../host/file/node-record.ts'

type Fields = Partial<Omit<NodeRecord, 'id' | 'type' | 'children' | 'parentId'>>

export type Layer = {
  type: HostNodeType
  fields: Partial<NodeRecord>
  children: readonly Layer[]
  /** Of an instance: the name of its component, which stands earlier in the tree. */
  component?: string
  /** Of an instance: what is set on its layers, by their names. */
  overrides?: Readonly<Record<string, Fields>>
}

const layer =
  (type: HostNodeType) =>
  (name: string, fields: Fields = {}, children: readonly Layer[] = []): Layer => ({
    type,
    fields: { name, ...fields },
    children,
  })

export const page = layer('PAGE')
export const frame = layer('FRAME')
export const group = layer('GROUP')
export const section = layer('SECTION')
export const component = layer('COMPONENT')
export const rectangle = layer('RECTANGLE')
export const ellipse = layer('ELLIPSE')
export const polygon = layer('POLYGON')
export const star = layer('STAR')
export const vector = layer('VECTOR')
export const booleanOperation = layer('BOOLEAN_OPERATION')
export const line = layer('LINE')

/** A text named after its letters, as Figma names it. */
export function text(characters: string, fields: Fields = {}): Layer {
  return layer('TEXT')(characters, { characters, textAutoResize: 'NONE', ...fields })
}

export function instance(
  name: string,
  of: string,
  fields: Fields = {},
  overrides: Readonly<Record<string, Fields>> = {},
): Layer {
  return { ...layer('INSTANCE')(name, fields), component: of, overrides }
}

/** The first page is the one that is open. A pattern names its source by the name of a layer, which becomes its id. */
export function buildFile(
  id: string,
  name: string,
  pages: readonly Layer[],
  styles: readonly PaintStyleRecord[],
  images: DocumentFile['images'] = [],
): DocumentFile {
  const nodes = new Map<string, NodeRecord>()
  const components = new Map<string, NodeRecord>()
  let number = 0

  function add(layer: Layer, parentId: string): string {
    number += 1
    const nodeId = `1:${number}`
    const source = layer.component === undefined ? undefined : components.get(layer.component)
    const node = makeNode(nodeId, layer.type, parentId, {
      ...(source === undefined
        ? {}
        : { ...source, id: nodeId, type: layer.type, parentId, mainComponentId: source.id }),
      ...layer.fields,
    })
    nodes.set(nodeId, node)
    const children =
      source === undefined
        ? layer.children.map((child) => add(child, nodeId)).reverse()
        : source.children.map((child) => mirror(child, nodeId, nodeId, layer.overrides ?? {}))
    nodes.set(nodeId, { ...node, children })
    if (layer.type === 'COMPONENT') components.set(node.name, { ...node, children })
    return nodeId
  }

  function mirror(
    sourceId: string,
    parentId: string,
    instanceId: string,
    overrides: Readonly<Record<string, Fields>>,
  ): string {
    const nodeId = `I${instanceId};${sourceId}`
    const source = nodes.get(sourceId)
    if (source === undefined) throw new Error(`The component's layer ${sourceId} is missing`)
    const children = source.children.map((child) => mirror(child, nodeId, instanceId, overrides))
    const own = overrides[source.name] ?? {}
    nodes.set(nodeId, {
      ...source,
      ...own,
      id: nodeId,
      parentId,
      children,
      mirroredId: sourceId,
      overriddenFields: Object.keys(own),
    })
    return nodeId
  }

  const pageIds = pages.map((entry) => add(entry, '0:0'))
  const [currentPageId] = pageIds
  if (currentPageId === undefined) throw new Error('A file needs a page')
  const named = (name: string) => [...nodes.values()].find((node) => node.name === name)?.id ?? name
  for (const [nodeId, node] of nodes) {
    const fills = node.fills.map((paint) =>
      paint.type === 'PATTERN' ? { ...paint, sourceNodeId: named(paint.sourceNodeId) } : paint,
    )
    nodes.set(nodeId, { ...node, fills })
  }
  const root = makeNode('0:0', 'DOCUMENT', null, { name, children: pageIds })
  return {
    version: 1,
    id,
    nodes: [root, ...nodes.values()],
    styles,
    images,
    currentPageId,
    nextNumber: 2000,
  }
}
