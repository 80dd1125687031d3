/** A notice at the bottom of Figma's window. */
import type { Order } from '../../contract/messages.ts'
import { shorten } from '../../contract/short-text.ts'
import { selectNodes } from './select-nodes.ts'

/** Figma cuts what is longer. */
const MAX_LENGTH = 100

export function notify({ message, isError }: Order<'notify'>): void {
  figma.notify(shorten(message, MAX_LENGTH), { error: isError })
}

/** With a button that brings the layer into sight. */
export function notifyOfNode(message: string, nodeId: string): void {
  figma.notify(shorten(message, MAX_LENGTH), {
    button: { text: 'Show', action: () => void selectNodes({ nodeIds: [nodeId] }) },
  })
}
