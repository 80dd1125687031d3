/** Reads and writes how a layer was made, on the layer itself. */
import { type Provenance, provenance } from '../../contract/provenance.ts'
import { shorten } from '../../contract/short-text.ts'
import { readData } from './node-data.ts'

const KEY = 'provenance'
/** Longer than any label Figma shows, and far below its limit of 1000 characters. */
const MAX_DESCRIPTION_LENGTH = 200

/** Null when there is none or when it can't be understood. */
export function readProvenance(node: SceneNode): Provenance | null {
  return readData(node, KEY, provenance)
}

/** With it come the buttons that open the plugin from the layer. */
export function writeProvenance(node: SceneNode, made: Provenance): void {
  node.setPluginData(KEY, JSON.stringify(made))
  node.setRelaunchData({ 'edit-prompt': shorten(made.prompt, MAX_DESCRIPTION_LENGTH), vary: '' })
}

/** A copy that is made to be looked at is not the image itself. */
export function forgetProvenance(node: SceneNode): void {
  node.setPluginData(KEY, '')
}

/** The layer on a loaded page that carries the image of this generation. */
export function findByProvenance(page: PageNode, key: string): SceneNode | null {
  const made = page.findAllWithCriteria({ pluginData: { keys: [KEY] } })
  return made.find((node) => readProvenance(node)?.key === key) ?? null
}
