/** Reads how a layer was made, on the layer itself; `versions.ts` writes it. */
import { type Provenance, provenance } from '../../contract/provenance.ts'
import { readData } from './node-data.ts'

export const PROVENANCE = 'provenance'

/** Null when there is none or when it can't be understood. */
export function readProvenance(node: SceneNode): Provenance | null {
  return readData(node, PROVENANCE, provenance)
}

/** A copy that is made to be looked at is not the image itself. */
export function forgetProvenance(node: SceneNode): void {
  node.setPluginData(PROVENANCE, '')
}

/** The layer on a loaded page that carries the image of this generation. */
export function findByProvenance(page: PageNode, key: string): SceneNode | null {
  const made = page.findAllWithCriteria({ pluginData: { keys: [PROVENANCE] } })
  return made.find((node) => readProvenance(node)?.key === key) ?? null
}
