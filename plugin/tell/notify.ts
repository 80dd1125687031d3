/** A notice at the bottom of Figma's window. */
import { selectNodes } from './select-nodes.ts'

/**
 * With a button that brings the layer into sight.
 *
 * @param message of at most 100 characters: Figma cuts what is longer
 */
export function notifyOfNode(message: string, nodeId: string): void {
  figma.notify(message, {
    button: { text: 'Show', action: () => void selectNodes({ nodeIds: [nodeId] }) },
  })
}
