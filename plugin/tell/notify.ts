/** A notice at the bottom of Figma's window. */
import { shorten } from '../../contract/short-text.ts'
import { showNode } from './show-node.ts'

/** Figma cuts what is longer. */
const MAX_LENGTH = 100

export function notify(message: string, isError = false): void {
  figma.notify(shorten(message, MAX_LENGTH), { error: isError })
}

/** With a button that brings the layer into sight. */
export function notifyOfNode(message: string, nodeId: string): void {
  figma.notify(shorten(message, MAX_LENGTH), {
    button: { text: 'Show', action: () => void showNode(nodeId) },
  })
}
