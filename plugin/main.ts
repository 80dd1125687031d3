/** The sandbox. It owns the document and the journal, and does what the panel orders; see `contract/messages.ts`. */

import { attempt } from './document/attempt.ts'
import { documentId } from './document/document-id.ts'
import { endMoment } from './document/for-a-moment.ts'
import { hideMarks, markPage } from './marks/waiting-layers.ts'
import { takeDrop } from './orders/drop.ts'
import { orders } from './orders/orders.ts'
import { showPanel } from './orders/panel.ts'
import { receive } from './orders/receive.ts'
import { postSelection, watchPage } from './read/selection.ts'
import { endComparing } from './write/compare.ts'

figma.ui.onmessage = (message: unknown) => void receive(message, orders)
figma.on('selectionchange', postSelection)
figma.on('currentpagechange', async () => {
  watchPage()
  postSelection()
  await markPage()
})
figma.on('drop', takeDrop)
figma.on('close', () => {
  // What stays behind stays for everybody in the file.
  attempt(endComparing)
  attempt(endMoment)
  attempt(hideMarks)
  // An undo may have taken the id out of the file, and the journal of the next opening refers to it.
  attempt(documentId)
})
showPanel()
watchPage()
