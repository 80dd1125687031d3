/** A sandbox that keeps a journal and remembers what it was asked. It outlives the panel. */
import type { Failure } from '../../../contract/failures.ts'
import type { JournalEntry, PlannedReference } from '../../../contract/journal.ts'
import type { PlannedGeneration } from '../../../contract/messages.ts'
import type { OwnPicture, ReadableStart } from '../../../contract/start-pictures.ts'
import type { Order } from '../../../ui/bridge.ts'
import { makeEntry } from './make.ts'

/** As the sandbox does at the press: notes which picture the layer has. */
function noteStart(reference: PlannedReference): PlannedReference {
  if (reference.start?.kind !== 'own' || reference.uploadId !== null) return reference
  const key = `picture of ${reference.nodeId}`
  return { ...reference, start: { ...reference.start, picture: { key, imageHash: key, crop: null } } }
}

/** The noted picture, whatever the layer shows by now. */
function pictureOf(targetId: string, start: ReadableStart, newest: string): OwnPicture {
  if (start.kind === 'own' && start.picture !== undefined) return start.picture
  const key = start.kind === 'below' ? `below ${targetId}` : `${newest} of ${targetId}`
  return { key, imageHash: key, crop: null }
}

export function makeSandbox() {
  const journal = new Map<string, JournalEntry>()
  const orders: Order[] = []
  const placed: string[] = []
  const placedBytes: string[] = []

  function begin(plans: readonly PlannedGeneration[]): JournalEntry[] {
    return plans.map(({ target, title, references: planned, ...plan }) => {
      const references = planned.map((reference) => noteStart(reference))
      const nodeId = target.kind === 'new-image' ? '9:9' : target.nodeId
      const entry = makeEntry({
        ...plan,
        references,
        target: { ...makeEntry().target, nodeId, ...(title === undefined ? {} : { title }) },
      })
      journal.set(entry.key, entry)
      return entry
    })
  }

  function change(key: string, changes: Partial<JournalEntry>) {
    const entry = journal.get(key)
    if (entry !== undefined) journal.set(key, { ...entry, ...changes })
  }

  const sandbox = {
    hold: null as Order['type'] | null,
    refuse: null as Order['type'] | null,
    refusal: { code: 'storage_full' } as Failure,
    /** Ids of layers that take no fill. */
    locked: [] as string[],
    /** What each layer shows now; at the press "picture" is noted. */
    newest: 'newest picture',
    /** Ids of layers whose pictures the file has lost. */
    lost: [] as string[],
    answer(order: Order): Record<string, unknown> {
      orders.push(order)
      if (sandbox.refuse === order.type) return { type: 'sandbox-failed', failure: sandbox.refusal }
      switch (order.type) {
        case 'begin-generations':
          return { type: 'generations-begun', entries: begin(order.generations) }
        case 'record-request':
          change(order.key, { request: order.body, personId: order.personId })
          return { type: 'done' }
        case 'record-accepted':
          change(order.key, { generationId: order.generationId })
          return { type: 'done' }
        case 'stop-waiting':
          change(order.key, { isAwaited: false })
          return { type: 'done' }
        case 'forget-generation':
          journal.delete(order.key)
          return { type: 'done' }
        case 'place-image':
          if (journal.delete(order.key)) {
            placed.push(order.key)
            placedBytes.push(new TextDecoder().decode(order.bytes))
          }
          return { type: 'image-placed', nodeId: '1:2', outcome: 'placed' }
        case 'place-copy':
          return { type: 'image-placed', nodeId: '1:2', outcome: 'placed' }
        case 'read-start-pictures':
          return {
            type: 'start-pictures-read',
            pictures: order.pictures
              .filter(({ targetId }) => !sandbox.lost.includes(targetId))
              .map(({ targetId, start }) => ({
                targetId,
                name: targetId,
                bytes: new TextEncoder().encode(pictureOf(targetId, start, sandbox.newest).key),
                picture: start.kind === 'own' ? pictureOf(targetId, start, sandbox.newest) : null,
                crop: null,
                isOriginal: true,
              })),
            refusals: order.pictures
              .filter(({ targetId }) => sandbox.lost.includes(targetId))
              .map(({ targetId }) => ({ targetId, name: '', failure: { code: 'start_picture_gone' } })),
          }
        case 'export-references':
          return {
            type: 'references-exported',
            references: order.references.map(({ nodeId }) => ({
              nodeId,
              name: nodeId,
              bytes: new Uint8Array([7]),
              width: 1,
              height: 1,
            })),
            refusals: [],
          }
        case 'choose-slot':
          return { type: 'slot-chosen', nodeIds: ['1:1', '1:5'] }
        case 'add-images':
          return {
            type: 'images-added',
            images: order.images.map(() => ({ hash: 'h', width: 1, height: 1 })),
          }
        case 'fill-layers':
          return {
            type: 'layers-filled',
            results: order.fills.map(({ nodeId }) => ({
              nodeId,
              failure: sandbox.locked.includes(nodeId) ? { code: 'target_gone' } : null,
            })),
          }
        default:
          return { type: 'done' }
      }
    },
  }

  return {
    sandbox,
    journal,
    orders,
    placed,
    /** What was placed, as text, in the order of `placed`. */
    placedBytes,
    ordersOf: (type: Order['type']) => orders.filter((order) => order.type === type).length,
  }
}
