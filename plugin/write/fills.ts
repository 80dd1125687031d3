/** What the fills of a layer become. The last of the array is the topmost. */

/**
 * The fills with a new image on top. An image that this plugin set before is replaced: regenerating twenty times would
 * else bury nineteen images that nobody sees under the last one and keep them all in the file. Everything the person
 * has set stays, below the new image. Placing the same image again gives the same fills.
 *
 * @param imageHash null for none: what this plugin has set goes
 * @param previousHash of the image this plugin has set on the layer before, or null
 */
export function putImageOnTop(
  fills: readonly Paint[],
  imageHash: string | null,
  previousHash: string | null,
): readonly Paint[] {
  const kept = fills.filter(
    (paint) =>
      paint.type !== 'IMAGE' ||
      // Of an image that Figma has lost.
      paint.imageHash === null ||
      (paint.imageHash !== imageHash && paint.imageHash !== previousHash),
  )
  return imageHash === null ? kept : [...kept, { type: 'IMAGE', scaleMode: 'FILL', imageHash }]
}
