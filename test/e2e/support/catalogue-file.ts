/** A file of many cards in one grid, each with a picture of its own, to be opened in place of the sample file. */
import { createCanvas, ImageData } from '@napi-rs/canvas'
import type { Page } from 'playwright-core'
import { buildFile, frame, page as pageOf, rectangle, text } from '../../../playground/document/build-file.ts'
import { fillOf } from '../../../playground/document/picture-fills.ts'
import { sha1 } from '../../../playground/host/file/sha1.ts'
import { seededRandom } from '../../../playground/rivya/seeded-random.ts'
import type { NamedPicture } from './picture-of.ts'
import { closePlugin, openPlugin, select } from './playground-page.ts'

export const GRID = 'Grid'
const COLUMNS = 12
const CARD = { width: 200, height: 280, picture: 200 }

/** A square of noise, so that its PNG has about three bytes a pixel and no two are alike. */
export function drawNoise(seed: number, sidePx: number): Buffer {
  const random = seededRandom(seed + 1)
  const pixels = new Uint8ClampedArray(sidePx * sidePx * 4)
  const words = new Uint32Array(pixels.buffer)
  for (let index = 0; index < words.length; index += 1) words[index] = (random() * 0x1000000) | 0xff000000
  const canvas = createCanvas(sidePx, sidePx)
  canvas.getContext('2d').putImageData(new ImageData(pixels, sidePx, sidePx), 0, 0)
  return canvas.toBuffer('image/png')
}

export type CatalogueCard = NamedPicture & { cardId: string; slotId: string; hash: string }

/** Opens the file and the plugin in it, with nothing selected. The plugin's storage stays. */
export async function openCatalogue(page: Page, pictures: readonly Buffer[]): Promise<CatalogueCard[]> {
  const rows = Math.ceil(pictures.length / COLUMNS)
  const cards = pictures.map((bytes, index) =>
    frame(
      `Frame ${index}`,
      {
        x: (index % COLUMNS) * (CARD.width + 20),
        y: Math.floor(index / COLUMNS) * (CARD.height + 20),
        width: CARD.width,
        height: CARD.height,
      },
      [
        text('€ 24', { y: 240, width: 80, height: 20 }),
        text(`Product ${index + 1}`, { y: 210, width: 160, height: 20 }),
        rectangle(`Rectangle ${index}`, { width: CARD.picture, height: CARD.picture, fills: fillOf(bytes) }),
      ],
    ),
  )
  const size = { width: COLUMNS * (CARD.width + 20), height: rows * (CARD.height + 20) }
  const file = buildFile('catalogue', 'Catalogue', [pageOf('Cards', {}, [frame(GRID, size, cards)])], [])
  await closePlugin(page)
  await page.evaluate(() => window.playground?.saved())
  await page.evaluate(
    async ([document, images]) => {
      const opening = indexedDB.open('figma-stand-in', 1)
      const database = await new Promise<IDBDatabase>((resolve, reject) => {
        opening.onsuccess = () => resolve(opening.result)
        opening.onerror = () => reject(opening.error)
      })
      const transaction = database.transaction(['document', 'images'], 'readwrite')
      const done = new Promise<void>((resolve, reject) => {
        transaction.oncomplete = () => resolve()
        transaction.onabort = () => reject(transaction.error)
      })
      transaction.objectStore('document').put(document, 'file')
      for (const [hash, base64] of images) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
        transaction.objectStore('images').put(bytes, hash)
      }
      await done
      database.close()
    },
    [file, pictures.map((bytes) => [sha1(bytes), bytes.toString('base64')] as const)] as const,
  )
  await page.reload()
  await page.waitForFunction(() => window.playground !== undefined)
  await openPlugin(page)
  await select(page)
  return pictures.map((bytes, index) => {
    const idOf = (name: string) => file.nodes.find((node) => node.name === name)?.id ?? ''
    const cardId = idOf(`Frame ${index}`)
    return {
      name: `Product ${index + 1}`,
      bytes,
      cardId,
      slotId: idOf(`Rectangle ${index}`),
      hash: sha1(bytes),
    }
  })
}
