import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import { describe, expect, it } from 'vitest'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import type { DocumentFile } from '../../../playground/host/file/node-record.ts'
import { halvesPng } from './pictures.ts'
import { LAYER, openSmallFile, refusalOf, runInPlugin } from './small-file.ts'

const PATTERN =
  "{ type: 'PATTERN', sourceNodeId: '1:2', tileType: 'RECTANGULAR', scalingFactor: 1, spacing: { x: 0.5, y: 0 }, horizontalAlignment: 'START' }"
const VIDEO: Paint = { type: 'VIDEO', scaleMode: 'FILL', videoHash: 'film' }
const SHADER: Paint = { type: 'SHADER', id: 'shader-1', properties: { a: 1 } }
const BOUND: Paint = {
  ...(solid('#336699') as Extract<Paint, { type: 'SOLID' }>),
  boundVariables: { color: { type: 'VARIABLE_ALIAS', id: 'VariableID:1:1' } },
}
const GONE: Paint = { type: 'IMAGE', scaleMode: 'FILL', imageHash: 'never-here' }
const LOST: Paint = { type: 'IMAGE', scaleMode: 'FIT', imageHash: 'lost' }

/** The small file, with `fills` on the layer "Locked" and an image whose bytes are gone. */
function fileWith(...fills: Paint[]): { document: DocumentFile } {
  const host = openSmallFile('')
  host.document.edit('1:5', { fills })
  return { document: { ...host.document.save(), images: [{ hash: 'lost', bytes: null }] } }
}

describe('a pattern', () => {
  it('can not be assigned, neither as a fill nor as a stroke', async () => {
    for (const field of ['fills', 'strokes']) {
      expect(await refusalOf(`${LAYER} layer('Card').${field} = [${PATTERN}]`)).toContain('setFillsAsync')
    }
  })

  it('that a layer has can not be assigned again with its other fills', async () => {
    expect(
      await refusalOf(`${LAYER}
        const card = layer('Card');
        await card.setFillsAsync([${PATTERN}]);
        card.fills = [...card.fills]`),
    ).toContain('setFillsAsync')
  })

  it('is set by the calls that wait for its source', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const card = layer('Card');
      await card.setFillsAsync([${PATTERN}]);
      await card.setStrokesAsync([${PATTERN}]);
      return [card.fills[0].type, card.strokes[0].sourceNodeId]`)
    expect(result).toEqual(['PATTERN', '1:2'])
  })

  it('needs a source that is there', async () => {
    expect(
      await refusalOf(`${LAYER} await layer('Card').setFillsAsync([${PATTERN.replace('1:2', '9:9')}])`),
    ).toContain('does not exist')
  })

  it('is drawn tile by tile, with its spacing', async () => {
    const { host } = await runInPlugin(`${LAYER} await layer('Locked').setFillsAsync([${PATTERN}])`)
    // The source is 50 wide, so the next tile starts at 75.
    expect(await host.samplePixel(810, 10)).toEqual([0, 255, 0, 255])
    expect(await host.samplePixel(860, 10)).toEqual([0, 0, 0, 0])
    expect(await host.samplePixel(880, 80)).toEqual([0, 255, 0, 255])
  })
})

describe('a paint that a plugin can not make', () => {
  it.each([
    ['a video', VIDEO],
    ['a shader', SHADER],
    ['a missing image', GONE],
    ['an image without its bytes', LOST],
    ['a colour bound to a variable', BOUND],
  ])('such as %s, is kept when it is written back as it was read', async (_, paint) => {
    const { result } = await runInPlugin(
      `${LAYER} const box = layer('Locked');
       box.fills = [...box.fills, { type: 'SOLID', color: { r: 1, g: 0, b: 0 } }];
       return box.fills[0]`,
      fileWith(paint),
    )
    expect(result).toMatchObject(paint)
  })

  it.each([
    ['a video', VIDEO, 'video'],
    ['a shader', SHADER, 'not been imported'],
  ])('such as %s, is refused when the file does not have it', async (_, paint, message) => {
    expect(await refusalOf(`${LAYER} layer('Card').fills = [${JSON.stringify(paint)}]`)).toContain(message)
  })
})

describe('an image of the file', () => {
  const READ = `
    const attempt = (promise) => promise.then(() => 'came', (error) => error.message);
    const image = figma.getImageByHash(hash);
    return image && [image.hash, await attempt(image.getBytesAsync()), await attempt(image.getSizeAsync())]`

  it('that Figma does not know is null', async () => {
    const { result } = await runInPlugin(`const hash = 'never-here'; ${READ}`, fileWith(GONE))
    expect(result).toBeNull()
  })

  it('that Figma has lost gives neither its bytes nor its size', async () => {
    const { result } = await runInPlugin(`const hash = 'lost'; ${READ}`, fileWith(LOST))
    expect(result).toEqual([
      'lost',
      'in getBytesAsync: The image with hash "lost" could not be loaded',
      'in getSizeAsync: The image with hash "lost" could not be loaded',
    ])
  })

  it('gives its bytes and its size', async () => {
    const bytes = await halvesPng(40, 20)
    const { result } = await runInPlugin(
      `const image = figma.getImageByHash('halves'); return [await image.getBytesAsync(), await image.getSizeAsync()]`,
      { document: { ...openSmallFile('').document.save(), images: [{ hash: 'halves', bytes }] } },
    )
    expect(result).toEqual([bytes, { width: 40, height: 20 }])
  })
})
