/** What the panel orders for a press and what the relay would bring back. */
import type { PlannedGeneration } from '../../../contract/messages.ts'
import type { CreateGeneration } from '../../../contract/relay-api.ts'
import type { Host } from '../../../playground/host/host.ts'
import { drawImage, type Plugin } from './open-plugin.ts'

let lastKey = 0

export function plan(
  target: PlannedGeneration['target'],
  fields: Partial<PlannedGeneration> = {},
): PlannedGeneration {
  lastKey += 1
  return {
    key: `key-${String(lastKey).padStart(8, '0')}`,
    batchId: 'batch-1',
    target,
    variation: 0,
    prompt: 'An oak chair in a sunlit room',
    aspectRatio: '1:1',
    resolution: '1K',
    references: [{ name: 'Card 2', nodeId: '1:8', maxPixels: 1_000_000, uploadId: null }],
    ...fields,
  }
}

export function planFill(plugin: Plugin, name: string, fields: Partial<PlannedGeneration> = {}) {
  return plan({ kind: 'fill', nodeId: plugin.host.document.find(name).id }, fields)
}

export function begin(plugin: Plugin, ...generations: PlannedGeneration[]) {
  return plugin.ask('begin-generations', { generations })
}

export const IMAGE = drawImage(640, 640)

export function place(plugin: Plugin, key: string, bytes: Uint8Array<ArrayBuffer> = IMAGE) {
  return plugin.ask('place-image', { key, generationId: `generation-of-${key}`, credits: 5, bytes })
}

export function bodyOf(prompt: string): CreateGeneration {
  return {
    prompt,
    aspect_ratio: '1:1',
    resolution: '1K',
    references: [{ upload_id: 'c'.repeat(64), name: 'Card 2' }],
  }
}

/** Keys of the journal entries in `clientStorage`. */
export function journalKeys(host: Host): string[] {
  return host.storage
    .entries()
    .flatMap(({ key }) => (key.startsWith('journal/') ? [key.slice('journal/'.length)] : []))
}

/** Everything of the file that a person sees or can lose, for comparing before and after. */
export function look(host: Host) {
  return host.document.nodes.filter(({ type }) => type !== 'DOCUMENT')
}

/** The marks that stand on what waits, whoever made them. */
export function marksIn(host: Host) {
  return host.document.nodes.filter(({ pluginData }) => pluginData['waiting-mark'] !== undefined)
}

/** As `look`, as if there were no marks. */
export function lookBelowMarks(host: Host) {
  const marks = marksIn(host).map(({ id }) => id)
  return look(host)
    .filter(({ id }) => !marks.includes(id))
    .map((node) => ({ ...node, children: node.children.filter((id) => !marks.includes(id)) }))
}

/**
 * Milliseconds of the processor in the quickest run: what the code takes, whatever else the machine is doing.
 *
 * @param prepare makes ready and gives what is to be measured
 */
export async function quickestOf(
  runs: number,
  prepare: () => Promise<() => Promise<unknown>>,
): Promise<number> {
  let quickest = Number.POSITIVE_INFINITY
  for (let run = 0; run < runs; run += 1) {
    const work = await prepare()
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    quickest = Math.min(quickest, (user + system) / 1000)
  }
  return quickest
}
