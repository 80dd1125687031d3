import type { Page } from 'playwright-core'

/** Ids of the twelve product cards and of the layer that holds each one's picture. */
export function findSlots(page: Page): Promise<{ card: string; slot: string }[]> {
  return page.evaluate(() => {
    const layers = window.playground?.layers() ?? []
    return layers
      .filter(({ name, type }) => name.startsWith('Card / ') && type === 'FRAME')
      .map((card) => {
        const slot = layers.find(({ name, parentId }) => name === 'Image' && parentId === card.id)
        if (slot === undefined) throw new Error(`${card.name} has no image layer.`)
        return { card: card.id, slot: slot.id }
      })
  })
}
