/**
 * The order of `selection` is "unspecified" in Figma's typings. Here it is always the same one for the same layers, so that
 * a failure can be repeated, and never one that a plugin could take for an order.
 */
import { sha1 } from '../file/sha1.ts'

/**
 * @param clicked in the order in which the person chose them
 * @param layers every layer of the page in document order
 * @returns neither of the two orders nor the reverse of one, where there are enough layers for that
 */
export function unorderSelection(clicked: readonly string[], layers: readonly string[]): readonly string[] {
  if (clicked.length < 2) return clicked
  const place = new Map(layers.map((id, index) => [id, index]))
  const drawn = [...clicked].sort((first, second) => (place.get(first) ?? 0) - (place.get(second) ?? 0))
  const orders = [clicked, drawn].flatMap((order) => [order, [...order].reverse()])
  const shuffled = clicked
    .map((id) => ({ id, key: sha1(new Uint8Array([...id].map((letter) => letter.charCodeAt(0)))) }))
    .sort((first, second) => (first.key < second.key ? -1 : 1))
    .map(({ id }) => id)
  const turned = shuffled.map((_, by) => [...shuffled.slice(by), ...shuffled.slice(0, by)])
  const isSame = (first: readonly string[], second: readonly string[]) =>
    first.every((id, index) => id === second[index])
  const free = turned.find((order) => !orders.some((known) => isSame(order, known)))
  // Of two or three layers every order is one of these: then at least not the one they were chosen in.
  return free ?? turned.find((order) => !isSame(order, clicked)) ?? shuffled
}
