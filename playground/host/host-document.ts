/** The open file as the person at the screen reads and edits it. */

import { absoluteBounds } from './file/geometry.ts'
import type { DocumentFile, NodeRecord } from './file/node-record.ts'
import type { HostDocument } from './host.ts'
import { type Core, requireNode } from './operations/core.ts'
import { rootOf } from './operations/figma-calls.ts'
import { refit, refitContainer } from './operations/refit.ts'

export function createHostDocument(core: Core, id: string, asPerson: <T>(act: () => T) => T): HostDocument {
  const { store } = core
  const findAll = (name: string): NodeRecord[] =>
    store
      .walk(rootOf(core).id)
      .flatMap((nodeId) => store.get(nodeId) ?? [])
      .filter((node) => node.name === name)

  return {
    get name() {
      return rootOf(core).name
    },
    get currentPageId() {
      return core.currentPageId()
    },
    get pageIds() {
      return rootOf(core).children
    },
    get: store.get,
    find(name) {
      const [node, ...others] = findAll(name)
      if (node === undefined) throw new Error(`There is no layer named "${name}"`)
      if (others.length > 0) throw new Error(`There are ${others.length + 1} layers named "${name}"`)
      return node
    },
    findAll,
    get nodes() {
      return store.nodes()
    },
    get styles() {
      return [...store.styles.values()]
    },
    imageBytes: core.images.bytes,
    addImage: core.images.create,
    bounds: (nodeId) => absoluteBounds(requireNode(core, nodeId, 'bounds'), store.get),
    edit(nodeId, fields) {
      asPerson(() => {
        store.write(nodeId, fields)
        refit(core, nodeId)
      })
    },
    remove(ids) {
      asPerson(() => {
        for (const nodeId of ids) {
          const node = store.get(nodeId)
          const parent = node?.parentId ? store.get(node.parentId) : undefined
          store.remove(nodeId)
          if (parent !== undefined) refitContainer(core, parent)
        }
      })
    },
    goToPage(pageId) {
      if (requireNode(core, pageId, 'goToPage').type === 'PAGE') core.goToPage(pageId)
    },
    save: (): DocumentFile => ({
      version: 1,
      id,
      nodes: store.nodes(),
      styles: [...store.styles.values()],
      images: core.images.all(),
      currentPageId: core.currentPageId(),
      nextNumber: store.nextNumber(),
    }),
  }
}
