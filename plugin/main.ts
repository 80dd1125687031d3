/** The sandbox. It owns the document and the journal, and does what the panel orders; see `contract/messages.ts`. */
import { endComparing } from './compare.ts'
import { documentId } from './document-id.ts'
import { takeDrop } from './drop.ts'
import { orders } from './orders.ts'
import { showPanel } from './panel.ts'
import { receive } from './receive.ts'
import { postSelection, watchPage } from './selection.ts'
import { hideMarks, markPage } from './waiting-layers.ts'

figma.ui.onmessage = (message: unknown) => void receive(message, orders)
figma.on('selectionchange', postSelection)
figma.on('currentpagechange', async () => {
  watchPage()
  postSelection()
  await markPage()
})
figma.on('drop', takeDrop)
figma.on('close', () => {
  endComparing()
  hideMarks()
  // An undo may have taken the id out of the file, and the journal of the next opening refers to it.
  documentId()
})
showPanel()
watchPage()
