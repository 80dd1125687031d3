/** What an iframe posts as `pluginDrop` when something is dragged from it onto the canvas. */
import * as v from 'valibot'
import type { HostDropEvent } from '../host/host.ts'

const pluginDrop = v.object({
  clientX: v.number(),
  clientY: v.number(),
  items: v.optional(v.array(v.object({ type: v.string(), data: v.string() })), []),
  files: v.optional(v.array(v.instance(Blob)), []),
  dropMetadata: v.optional(v.unknown()),
})

/**
 * @param place from the iframe's pixels to canvas units
 * @throws when the message has another shape
 */
export async function readPluginDrop(
  value: unknown,
  place: (x: number, y: number) => { x: number; y: number },
): Promise<HostDropEvent> {
  const drop = v.parse(pluginDrop, value)
  const files = await Promise.all(
    drop.files.map(async (file) => ({
      name: file instanceof File ? file.name : '',
      type: file.type,
      bytes: new Uint8Array(await file.arrayBuffer()),
    })),
  )
  return { ...place(drop.clientX, drop.clientY), items: drop.items, files, dropMetadata: drop.dropMetadata }
}
