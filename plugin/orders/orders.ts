/** What the sandbox does for each order of the panel. */
import type { Failure } from '../../contract/failures.ts'
import type { Handlers, ToSandbox } from '../../contract/messages.ts'
import { pointAt, resumeMarks } from '../marks/waiting-layers.ts'
import { readStartPictures } from '../pictures/start-pictures.ts'
import { chooseSlot } from '../read/choose-slot.ts'
import { readColours } from '../read/colours.ts'
import { exportReferences } from '../read/export-reference.ts'
import { postSelection, tellSoon } from '../read/selection.ts'
import { watchFrames } from '../read/watch-frames.ts'
import { notify } from '../tell/notify.ts'
import { post } from '../tell/post.ts'
import { selectNodes, showNode } from '../tell/show-node.ts'
import { compare } from '../write/compare.ts'
import { fillLayers } from '../write/fill-layers.ts'
import { placeCopy } from '../write/place-copy.ts'
import { placeImage } from '../write/place-image.ts'
import { addImage } from '../write/set-image.ts'
import { stepPictures } from '../write/step-pictures.ts'
import { beginGenerations } from './begin-generations.ts'
import { openPanel, resizePanel, savePreferences, saveToken } from './panel.ts'
import { answer } from './receive.ts'
import { forgetGeneration, recordAccepted, recordRequest, stopWaiting } from './record.ts'

export const orders: Handlers<ToSandbox> = {
  async 'open-panel'() {
    const opened = await openPanel()
    post(opened)
    postSelection()
    await resumeMarks(opened.journal)
  },
  'save-token': answer(
    async ({ request, token }) => (await saveToken(token)) ?? { type: 'token-saved', request },
  ),
  'save-preferences': answer(
    async ({ request, preferences }) =>
      (await savePreferences(preferences)) ?? { type: 'preferences-saved', request },
  ),
  'export-references': answer(async ({ request, references }) => ({
    type: 'references-exported',
    request,
    ...(await exportReferences(references)),
  })),
  'begin-generations': answer(async ({ request, generations }) => {
    const entries = await beginGenerations(generations)
    return 'code' in entries ? entries : { type: 'generations-begun', request, entries }
  }),
  'record-request': answer(({ request, key, body, personId }) =>
    written(request, recordRequest(key, body, personId)),
  ),
  'record-accepted': answer(({ request, key, generationId }) =>
    written(request, recordAccepted(key, generationId)),
  ),
  'stop-waiting': answer(({ request, key }) => written(request, stopWaiting(key))),
  'place-image': answer(async ({ request, ...result }) => {
    const placed = await placeImage(result)
    if ('code' in placed) return placed
    tellSoon()
    return { type: 'image-placed', request, ...placed }
  }),
  'forget-generation': answer(({ request, key }) => written(request, forgetGeneration(key))),
  'place-copy': answer(async ({ request, target, making, bytes }) => {
    const placed = await placeCopy(target, making, bytes)
    if ('code' in placed) return placed
    tellSoon()
    return { type: 'image-placed', request, ...placed }
  }),
  compare: answer(
    async ({ request, nodeId, shows }) => (await compare(nodeId, shows)) ?? { type: 'compared', request },
  ),
  'step-pictures': answer(async ({ request, nodeIds, step }) => {
    const done = await stepPictures(nodeIds, step)
    if ('code' in done) return done
    tellSoon()
    return { type: 'pictures-stepped', request, ...done }
  }),
  'read-colours': answer(async ({ request }) => ({
    type: 'colours-read',
    request,
    colours: readColours(),
  })),
  'watch-frames': answer(async ({ request, nodeIds }) => {
    await watchFrames(nodeIds)
    return { type: 'frames-watched', request }
  }),
  'read-start-pictures': answer(async ({ request, pictures }) => ({
    type: 'start-pictures-read',
    request,
    ...(await readStartPictures(pictures)),
  })),
  'choose-slot': answer(async ({ request, nodeId }) => {
    const nodeIds = await chooseSlot(nodeId)
    if ('code' in nodeIds) return nodeIds
    tellSoon()
    return { type: 'slot-chosen', request, nodeIds }
  }),
  'add-images': answer(async ({ request, images }) => ({
    type: 'images-added',
    request,
    images: images.map(addImage),
  })),
  'fill-layers': answer(async ({ request, fills }) => {
    const results = await fillLayers(fills)
    if ('code' in results) return results
    tellSoon()
    return { type: 'layers-filled', request, results }
  }),
  'show-node': answer(
    async ({ request, nodeId }) => (await showNode(nodeId)) ?? { type: 'node-shown', request },
  ),
  'select-nodes': answer(
    async ({ request, nodeIds }) => (await selectNodes(nodeIds)) ?? { type: 'nodes-selected', request },
  ),
  'point-at': ({ nodeId, isBrought }) => pointAt(nodeId, isBrought),
  notify: ({ message, isError }) => notify(message, isError),
  'open-link': ({ url }) => figma.openExternal(url),
  'resize-panel': ({ height, width }) => resizePanel(height, width),
}

async function written(request: number, writing: Promise<Failure | null>) {
  return (await writing) ?? ({ type: 'journal-written', request } as const)
}
