/** What nodes do when a plugin calls their methods. */
import * as v from 'valibot'
import type { NodeRecord } from '../file/node-record.ts'
import { parseField, readPaints } from '../file/paints.ts'
import { cloneNode, detach, instantiate } from './copies.ts'
import {
  isInsideInstance,
  type MakeOperations,
  type Method,
  type Run,
  refOf,
  requireEditable,
  requireNode,
} from './core.ts'
import { exportNode } from './export.ts'
import { moveInto } from './hierarchy.ts'
import { resizeNode } from './layout.ts'
import { setFields } from './node-fields.ts'
import { paintSources } from './paint-sources.ts'
import { pluginDataMethods } from './plugin-data.ts'
import { refitContainer } from './refit.ts'
import { rangeFills, setRangeFills } from './text-ranges.ts'

const MIN_SIDE = 0.01
const side = v.pipe(v.number(), v.finite(), v.minValue(MIN_SIDE, `Number must be at least ${MIN_SIDE}`))

const resizing =
  (hasConstraints: boolean) =>
  (run: Run, node: NodeRecord, width: unknown, height: unknown): void => {
    requireEditable(run, 'resize')
    if (isInsideInstance(run, node)) throw new Error('in resize: Cannot resize a layer inside an instance')
    const smallest = node.type === 'LINE' ? v.number() : side
    resizeNode(
      run,
      node,
      parseField(side, width, 'resize', 'width'),
      parseField(smallest, height, 'resize', 'height'),
      hasConstraints,
    )
  }

const methods: Readonly<Record<string, Method>> = {
  ...pluginDataMethods,

  remove(run, node) {
    requireEditable(run, 'remove')
    if (isInsideInstance(run, node)) {
      throw new Error('in remove: Removing this node is not allowed')
    }
    if (node.type === 'DOCUMENT') throw new Error('in remove: Removing this node is not allowed')
    const parent = node.parentId === null ? undefined : run.store.get(node.parentId)
    if (node.type === 'PAGE' && parent?.children.length === 1) {
      throw new Error('in remove: The last page of a document can not be removed')
    }
    run.store.remove(node.id)
    if (parent !== undefined) refitContainer(run, parent)
  },

  clone(run, node) {
    requireEditable(run, 'clone')
    const parentId = isInsideInstance(run, node)
      ? run.currentPageId()
      : (node.parentId ?? run.currentPageId())
    const copy = requireNode(run, cloneNode(run, node, parentId), 'clone')
    refitContainer(run, requireNode(run, parentId, 'clone'))
    return refOf(copy)
  },

  appendChild(run, node, childId: string) {
    moveInto(run, node, requireNode(run, childId, 'appendChild'), null, 'appendChild')
  },
  insertChild(run, node, index: number, childId: string) {
    moveInto(run, node, requireNode(run, childId, 'insertChild'), index, 'insertChild')
  },

  resize: resizing(true),
  resizeWithoutConstraints: resizing(false),
  rescale(run, node, scale: unknown) {
    const factor = parseField(side, scale, 'rescale', 'scale')
    resizing(true)(run, node, node.width * factor, node.height * factor)
  },

  createInstance(run, node) {
    requireEditable(run, 'createInstance')
    return refOf(requireNode(run, instantiate(run, node, run.currentPageId()), 'createInstance'))
  },
  detachInstance(run, node) {
    requireEditable(run, 'detachInstance')
    return refOf(requireNode(run, detach(run, node), 'detachInstance'))
  },

  getRangeFills: (_, node, start: number, end: number) => rangeFills(node, start, end),
  setRangeFills(run, node, start: number, end: number, value: unknown) {
    requireEditable(run, 'setRangeFills')
    const paints = readPaints(value, 'setRangeFills', 'fills', paintSources(run, false))
    setFields(run, node, setRangeFills(node, start, end, paints))
  },
  getStyledTextSegments(_, node, fields: readonly string[]) {
    const runs =
      node.textRuns.length > 0
        ? node.textRuns
        : [{ start: 0, end: node.characters.length, fills: node.fills }]
    return runs.map(({ start, end, fills }) => ({
      characters: node.characters.slice(start, end),
      start,
      end,
      ...Object.fromEntries(
        fields.map((field) => [field, field === 'fills' ? fills : node[field as keyof NodeRecord]]),
      ),
    }))
  },
}

const asyncMethods: Readonly<Record<string, Method>> = {
  exportAsync: (run, node, settings?: unknown) => exportNode(run, node, settings),
  async loadAsync(run, node) {
    run.loadedPageIds.add(node.id)
  },
  async getMainComponentAsync(run, node) {
    const component = node.mainComponentId === null ? undefined : run.store.get(node.mainComponentId)
    return component === undefined ? null : refOf(component)
  },
  async setFillsAsync(run, node, value: unknown) {
    requireEditable(run, 'setFillsAsync')
    const fills = readPaints(value, 'setFillsAsync', 'fills', paintSources(run, true))
    setFields(run, node, { fills, fillStyleId: '', textRuns: [] })
  },
  async setStrokesAsync(run, node, value: unknown) {
    requireEditable(run, 'setStrokesAsync')
    setFields(run, node, {
      strokes: readPaints(value, 'setStrokesAsync', 'strokes', paintSources(run, true)),
    })
  },
  async setFillStyleIdAsync(run, node, styleId: string) {
    requireEditable(run, 'setFillStyleIdAsync')
    if (styleId === '') return setFields(run, node, { fillStyleId: '' })
    const style = run.store.styles.get(styleId)
    if (style === undefined) throw new Error(`in setFillStyleIdAsync: There is no style with id "${styleId}"`)
    setFields(run, node, { fills: style.paints, fillStyleId: styleId, textRuns: [] })
  },
}

export const nodeMethodOperations: MakeOperations = (run) => {
  const callIn = (list: typeof methods) => (id: string, name: string, values: unknown[]) => {
    const node = requireNode(run, id, name)
    const method = list[name] as ((run: Run, node: NodeRecord, ...values: unknown[]) => unknown) | undefined
    if (method === undefined) throw new Error(`in ${name}: ${node.type} has no such method here`)
    return method(run, node, ...values)
  }
  return {
    'call-method': callIn(methods),
    'call-async-method': callIn(asyncMethods),
  }
}
