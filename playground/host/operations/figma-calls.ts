/** What `figma` itself does to the document: new nodes, images, pages, styles, undo. */
import type { Paint, Rect } from '@figma/plugin-typings/plugin-api-standalone'
import * as v from 'valibot'
import { absoluteBounds, union } from '../file/geometry.ts'
import { makeNode } from '../file/node-defaults.ts'
import type { HostNodeType, NodeRecord, PaintStyleRecord } from '../file/node-record.ts'
import { parseField } from '../file/paints.ts'
import { type MakeOperations, type Run, refOf, requireEditable, requireNode } from './core.ts'
import { isSkipped, moveInto } from './hierarchy.ts'
import { refitContainer } from './refit.ts'

/** What the stand-in has to offer as loaded fonts; the canvas falls back where one is not installed. */
const FONTS = ['Inter', 'Roboto', 'Lora', 'Playfair Display'].flatMap((family) =>
  ['Regular', 'Italic', 'Medium', 'Semi Bold', 'Bold'].map((style) => ({ family, style })),
)

export const figmaOperations: MakeOperations = (run) => ({
  root: () => refOf(rootOf(run)),
  'current-page': () => refOf(requireNode(run, run.currentPageId(), 'get_currentPage')),
  'set-current-page': async (id: string | null) => {
    const page = id === null ? undefined : run.store.get(id)
    if (page?.type !== 'PAGE') throw new Error('in setCurrentPageAsync: Expected a page')
    run.loadedPageIds.add(page.id)
    run.goToPage(page.id)
  },
  'load-all-pages': async () => {
    run.areAllPagesLoaded = true
  },
  'node-by-id': async (id: unknown) => {
    const node = run.store.get(parseField(v.string(), id, 'getNodeByIdAsync', 'id'))
    return node === undefined || isSkipped(run, node) ? null : refOf(node)
  },
  'current-user': () =>
    run.manifest.permissions?.includes('currentuser')
      ? { id: '1', name: 'Designer', photoUrl: null, color: '#0d99ff', sessionId: 1 }
      : null,

  create: (type: HostNodeType) => {
    requireEditable(run, `create a ${type}`)
    const parentId = type === 'PAGE' ? rootOf(run).id : run.currentPageId()
    const node = makeNode(run.store.nextId(), type, parentId)
    run.store.add(node)
    if (type === 'PAGE') run.loadedPageIds.add(node.id)
    return refOf(node)
  },
  'create-component-from': (id: string) => {
    requireEditable(run, 'createComponentFromNode')
    const source = requireNode(run, id, 'createComponentFromNode')
    const component = makeNode(run.store.nextId(), 'COMPONENT', source.parentId, {
      name: source.name,
      x: source.x,
      y: source.y,
      width: source.width,
      height: source.height,
      fills: source.type === 'FRAME' ? source.fills : [],
    })
    run.store.add(component)
    for (const childId of source.children) {
      moveInto(
        run,
        component,
        requireNode(run, childId, 'createComponentFromNode'),
        null,
        'createComponentFromNode',
      )
    }
    run.store.remove(source.id)
    return refOf(component)
  },
  group: (ids: readonly string[], parentId: string, index?: number) => {
    requireEditable(run, 'group')
    if (ids.length === 0) throw new Error('in group: First argument must be an array of at least one node')
    const group = makeNode(run.store.nextId(), 'GROUP', parentId)
    run.store.add(group, index)
    for (const id of ids) moveInto(run, group, requireNode(run, id, 'group'), null, 'group')
    refitContainer(run, group)
    return refOf(group)
  },
  combine: (
    operation: NodeRecord['booleanOperation'],
    ids: readonly string[],
    parentId: string,
    index?: number,
  ) => {
    const doing = operation.toLowerCase()
    requireEditable(run, doing)
    if (ids.length === 0) throw new Error(`in ${doing}: First argument must be an array of at least one node`)
    const [first] = ids.map((id) => requireNode(run, id, doing))
    const node = makeNode(run.store.nextId(), 'BOOLEAN_OPERATION', parentId, {
      booleanOperation: operation,
      ...(first !== undefined && { fills: first.fills }),
    })
    run.store.add(node, index)
    for (const id of ids) moveInto(run, node, requireNode(run, id, doing), null, doing)
    refitContainer(run, node)
    return refOf(node)
  },
  'combine-as-variants': (ids: readonly string[], parentId: string, index?: number) => {
    const doing = 'combineAsVariants'
    requireEditable(run, doing)
    const variants = ids.map((id) => requireNode(run, id, doing))
    if (variants.length === 0 || variants.some(({ type }) => type !== 'COMPONENT')) {
      throw new Error(`in ${doing}: Expected an array of at least one component`)
    }
    const box = variants.map((node) => absoluteBounds(node, run.store.get)).reduce<Rect | null>(union, null)
    const set = makeNode(run.store.nextId(), 'COMPONENT_SET', parentId, { ...box })
    run.store.add(set, index)
    for (const node of variants) {
      moveInto(run, set, node, null, doing)
      run.store.write(node.id, { x: node.x - set.x, y: node.y - set.y })
    }
    return refOf(set)
  },
  ungroup: (id: string) => {
    requireEditable(run, 'ungroup')
    const group = requireNode(run, id, 'ungroup')
    const parent = requireNode(run, group.parentId ?? '', 'ungroup')
    for (const child of group.children)
      moveInto(run, parent, requireNode(run, child, 'ungroup'), null, 'ungroup')
    run.store.remove(id)
    return group.children.map((child) => refOf(requireNode(run, child, 'ungroup')))
  },

  'create-image': (bytes: unknown) => {
    requireEditable(run, 'createImage')
    return run.images.create(parseField(v.instance(Uint8Array), bytes, 'createImage', 'data'))
  },
  'create-image-from': async (url: unknown) => {
    requireEditable(run, 'createImageAsync')
    const address = parseField(v.string(), url, 'createImageAsync', 'src')
    if (URL.canParse(address) && new URL(address).hostname === 'localhost') {
      throw new Error('in createImageAsync: Images can not be loaded from localhost')
    }
    const response = await run.fetch({ url: address, method: 'GET', headers: {}, body: undefined })
    return run.images.create(response.body)
  },
  'find-image': (hash: unknown) => (typeof hash === 'string' && run.images.has(hash) ? hash : null),
  'image-bytes': async (hash: string) => run.images.download(hash),
  'image-size': async (hash: string) => run.images.size(hash),

  'style-by-id': async (id: string) => {
    const style = run.store.styles.get(id)
    return style === undefined ? null : describeStyle(style)
  },
  'local-paint-styles': async () => [...run.store.styles.values()].map(describeStyle),
  'selection-colors': () => selectionColors(run),

  'load-font': async (font: unknown) => {
    const { family, style } = parseField(
      v.object({ family: v.string(), style: v.string() }),
      font,
      'loadFontAsync',
      'fontName',
    )
    if (!FONTS.some((entry) => entry.family === family && entry.style === style)) {
      throw new Error(`in loadFontAsync: The font "${family} ${style}" could not be loaded`)
    }
    run.loadedFonts.add(`${family} ${style}`)
  },
  'list-fonts': async () => FONTS.map((fontName) => ({ fontName })),

  'commit-undo': () => run.store.commit(),
  'trigger-undo': () => void run.store.undo(),
})

const MAX_SELECTION_COLORS = 1000

export function rootOf(run: Pick<Run, 'store'>): NodeRecord {
  const root = run.store.nodes().find((node) => node.type === 'DOCUMENT')
  if (root === undefined) throw new Error('The file has no document node')
  return root
}

function describeStyle(style: PaintStyleRecord): object {
  return { ...style, type: 'PAINT', remote: false, descriptionMarkdown: style.description }
}

/** Null when nothing with colours is selected, and when there are too many, as in Figma. */
function selectionColors(run: Run): { paints: Paint[]; styles: object[] } | null {
  const selected = run.selections.get(run.currentPageId()) ?? []
  const nodes = selected.flatMap((id) => run.store.walk(id)).flatMap((id) => run.store.get(id) ?? [])
  const styles = new Map<string, object>()
  const paints = new Map<string, Paint>()
  for (const node of nodes) {
    const style = run.store.styles.get(node.fillStyleId)
    if (style !== undefined) styles.set(style.id, describeStyle(style))
    else for (const paint of node.fills) paints.set(JSON.stringify(paint), paint)
    for (const paint of node.strokes) paints.set(JSON.stringify(paint), paint)
  }
  return paints.size + styles.size === 0 || paints.size > MAX_SELECTION_COLORS
    ? null
    : { paints: [...paints.values()], styles: [...styles.values()] }
}
