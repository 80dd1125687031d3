/** What the sandbox does for each order of the panel. */
import type { Handlers } from '../../contract/messages.ts'
import { pointAt, resumeMarks } from '../marks/waiting-layers.ts'
import { readStartPictures } from '../pictures/start-pictures.ts'
import { chooseSlot } from '../read/choose-slot.ts'
import { readColours } from '../read/colours.ts'
import { exportReferences } from '../read/export-reference.ts'
import { postSelection } from '../read/selection.ts'
import { watchFrames } from '../read/watch-frames.ts'
import { post } from '../tell/post.ts'
import { selectNodes } from '../tell/select-nodes.ts'
import { compare } from '../write/compare.ts'
import { fillLayers } from '../write/fill-layers.ts'
import { placeCopy } from '../write/place-copy.ts'
import { placeImage } from '../write/place-image.ts'
import { addImage } from '../write/set-image.ts'
import { stepPictures } from '../write/step-pictures.ts'
import { beginGenerations } from './begin-generations.ts'
import { changing, editing } from './editing.ts'
import { openPanel, resizePanel, savePreferences, saveToken } from './panel.ts'
import { forgetGeneration, recordAccepted, recordRequest, stopWaiting } from './record.ts'

export const orders: Handlers = {
  async 'open-panel'() {
    const opened = await openPanel()
    post(opened)
    postSelection()
    await resumeMarks(opened.journal)
  },
  'save-token': saveToken,
  'save-preferences': savePreferences,
  'export-references': exportReferences,
  'begin-generations': beginGenerations,
  'record-request': recordRequest,
  'record-accepted': recordAccepted,
  'stop-waiting': stopWaiting,
  'place-image': editing(placeImage),
  'forget-generation': forgetGeneration,
  'place-copy': editing(placeCopy),
  compare,
  'step-pictures': editing(stepPictures),
  'read-colours': readColours,
  'watch-frames': watchFrames,
  'read-start-pictures': readStartPictures,
  'choose-slot': changing(chooseSlot),
  'add-images': async ({ images }) => ({ images: await Promise.all(images.map(addImage)) }),
  'fill-layers': editing(fillLayers),
  'select-nodes': selectNodes,
  'point-at': pointAt,
  'open-link': ({ url }) => figma.openExternal(url),
  'resize-panel': resizePanel,
}
