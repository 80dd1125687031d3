/** The words in a layer as a person reads them. */
import type { Card } from '../../contract/cards.ts'
import { cutText } from '../../contract/short-text.ts'
import { inReadingOrder } from '../document/reading-order.ts'
import type { NodeLayer } from './node-layer.ts'

/** More is not read of a card. */
const MAX_TEXTS = 40
const MAX_LENGTH = 600
/** As layers are called that are buttons. */
const BUTTON_NAME = /button|btn|\bcta\b|knopf|bouton|bot[oóã]|кнопка|ボタン|按钮/i

/** Hidden layers and what is in them don't count. */
export function readLines(layer: NodeLayer): Card['lines'] {
  const texts: { layer: NodeLayer; isOnButton: boolean }[] = []
  const visit = (next: NodeLayer, isOnButton: boolean) => {
    if (texts.length >= MAX_TEXTS || (next.kind !== 'text' && next.children.length === 0)) return
    if (next !== layer && !next.visible) return
    if (next.kind === 'text') texts.push({ layer: next, isOnButton })
    else for (const child of next.children) visit(child, isOnButton || BUTTON_NAME.test(next.name))
  }
  visit(layer, false)
  let left = MAX_LENGTH
  return inReadingOrder(texts, (text) => text.layer.box).flatMap(({ layer: { node }, isOnButton }) => {
    // One text may hold several lines.
    return (node as TextNode).characters.split('\n').flatMap((line) => {
      const words = cutText(line.replace(/\s+/g, ' ').trim(), left)
      left -= words.length
      return words === '' ? [] : [{ words, isOnButton }]
    })
  })
}
