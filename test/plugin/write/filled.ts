/** Layers that were filled, as the tests of placing make and read them. */
import * as v from 'valibot'
import { type Provenance, provenance } from '../../../contract/provenance.ts'
import type { Plugin } from '../support/open-plugin.ts'
import { begin, IMAGE, place, planFill } from '../support/press.ts'

/** Presses for a layer and places what comes back. */
export async function fill(plugin: Plugin, name: string, bytes = IMAGE) {
  const planned = planFill(plugin, name)
  await begin(plugin, planned)
  const placed = await place(plugin, planned.key, bytes)
  return { ...placed, key: planned.key }
}

/** What a layer says of how its image was made. */
export function provenanceOf(plugin: Plugin, nodeId: string): Provenance {
  return v.parse(provenance, JSON.parse(plugin.host.document.get(nodeId)?.pluginData.provenance ?? ''))
}

/** The bottom one first. */
export function fillsOf(plugin: Plugin, nodeId: string) {
  return plugin.host.document.get(nodeId)?.fills ?? []
}
