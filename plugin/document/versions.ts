/** The pictures that a layer has shown before the one it shows, and those after it. Their bytes stay in the file. */
import * as v from 'valibot'
import { type PictureStep, type Provenance, provenance } from '../../contract/provenance.ts'
import { shorten } from '../../contract/short-text.ts'
import { readData } from './node-data.ts'
import { PROVENANCE } from './provenance.ts'

const KEY = 'versions'
/** Of the text that is kept. Figma refuses 100 kB, and a letter takes up to three bytes. */
const MAX_LENGTH = 30_000
/** Longer than any label Figma shows, and far below its limit of 1000 characters. */
const MAX_DESCRIPTION_LENGTH = 200

/** The nearest earlier one is the last, the nearest later one the first; null is the layer as the person has made it. */
const versions = v.object({ earlier: v.array(v.nullable(provenance)), later: v.array(provenance) })
export type Versions = v.InferOutput<typeof versions>

export function readVersions(node: SceneNode): Versions {
  return readData(node, KEY, versions) ?? { earlier: [], later: [] }
}

export function stepsOf({ earlier, later }: Versions): PictureStep[] {
  const steps: PictureStep[] = []
  if (earlier.length > 0) steps.push('before')
  if (later.length > 0) steps.push('after')
  return steps
}

/**
 * How the image was made that the layer shows now, and what can be gone back and forward to, with the buttons that open
 * the plugin from the layer. The oldest go where there are too many.
 *
 * @param made null when it shows none of ours
 */
export function writeVersion(node: SceneNode, made: Provenance | null, { earlier, later }: Versions): void {
  const kept = { earlier: [...earlier], later }
  while (kept.earlier.length > 0 && JSON.stringify(kept).length > MAX_LENGTH) kept.earlier.shift()
  node.setPluginData(PROVENANCE, made ? JSON.stringify(made) : '')
  node.setPluginData(KEY, JSON.stringify(kept))
  const buttons: Record<string, string> = {}
  if (made) {
    buttons['edit-prompt'] = shorten(made.prompt, MAX_DESCRIPTION_LENGTH)
    buttons.vary = ''
  }
  for (const step of stepsOf(kept)) buttons[`picture-${step}`] = ''
  node.setRelaunchData(buttons)
}
