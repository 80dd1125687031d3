import type { Rect } from '@figma/plugin-typings/plugin-api-standalone'
import { describe, expect, it } from 'vitest'
import { buildFile, frame, group, page, rectangle, text } from '../../../playground/document/build-file.ts'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import { LAYER, runInPlugin } from './small-file.ts'

const red = [solid('#ff0000')]
const mask = (fields: object) => rectangle('Mask', { isMask: true, ...fields })

const document = buildFile(
  'bounds',
  'Bounds',
  [
    page('Page', {}, [
      frame('Window', { x: 100, y: 100, width: 200, height: 100, fills: [] }, [
        rectangle('Sticks out', { x: 150, y: 20, width: 100, height: 50, fills: red }),
        rectangle('Outside', { x: 300, width: 50, height: 50, fills: red }),
        group('Group outside', { x: 400, width: 50, height: 50 }, [
          rectangle('In group outside', { x: 400, width: 50, height: 50, fills: red }),
        ]),
      ]),
      frame('Open', { x: 100, y: 300, width: 200, height: 100, clipsContent: false, fills: [] }, [
        rectangle('Hangs over', { x: 150, y: 20, width: 100, height: 50, fills: red }),
      ]),
      frame('Paintless', { x: 500, width: 100, height: 100, fills: [] }, [
        text('Word', { x: 20, y: 20, width: 30, height: 10 }),
      ]),
      frame('Childless', { x: 700, width: 100, height: 100, fills: [] }),
      frame('Only hidden', { x: 850, width: 100, height: 100, fills: [] }, [
        rectangle('Hidden', { visible: false }),
      ]),
      group('Masked', { x: 1000, width: 300, height: 300 }, [
        rectangle('Picture', { x: 1000, width: 300, height: 300, fills: red }),
        mask({ x: 1050, y: 50, width: 100, height: 100 }),
      ]),
      rectangle('Turned', { x: 100, y: 1000, width: 100, height: 100, rotation: 45, fills: red }),
    ]),
  ],
  [],
)

async function boundsOf(name: string): Promise<Rect | null> {
  const { host, result } = await runInPlugin(`${LAYER} return layer('${name}').absoluteRenderBounds`, {
    document,
  })
  host.dispose()
  return result as Rect | null
}

describe('absoluteRenderBounds', () => {
  it('are cut by a frame around the layer that clips', async () => {
    expect(await boundsOf('Sticks out')).toEqual({ x: 250, y: 120, width: 50, height: 50 })
    expect(await boundsOf('Hangs over')).toEqual({ x: 250, y: 320, width: 100, height: 50 })
  })

  it('have no area, or are null, for what lies wholly outside of it', async () => {
    expect(await boundsOf('Outside')).toMatchObject({ width: 0, height: 0 })
    expect(await boundsOf('Group outside')).toBeNull()
  })

  it('of a frame without paint are its own box when something in it is seen, else null', async () => {
    expect(await boundsOf('Paintless')).toEqual({ x: 500, y: 0, width: 100, height: 100 })
    expect(await boundsOf('Childless')).toBeNull()
    expect(await boundsOf('Only hidden')).toBeNull()
  })

  it('of a group are cut by the mask in it, those of what is masked are not', async () => {
    expect(await boundsOf('Masked')).toEqual({ x: 1050, y: 50, width: 100, height: 100 })
    expect(await boundsOf('Picture')).toEqual({ x: 1000, y: 0, width: 300, height: 300 })
  })

  it('of a turned layer are the upright box around it', async () => {
    const bounds = await boundsOf('Turned')
    expect(bounds?.width).toBeCloseTo(141.42, 1)
    expect(bounds?.x).toBeCloseTo(100, 1)
    expect(bounds?.y).toBeCloseTo(1000 - 70.71, 1)
  })

  it('decide what is exported: of a cut layer the part that is seen', async () => {
    const { result } = await runInPlugin(
      `${LAYER}
      const attempt = (name) => layer(name).exportAsync().then((bytes) => bytes, (error) => error.message);
      return [await attempt('Sticks out'), await attempt('Outside'), await attempt('Group outside')]`,
      { document },
    )
    const [seen, ...others] = result as [Uint8Array, string, string]
    const size = new DataView(seen.buffer, seen.byteOffset + 16)
    expect([size.getUint32(0), size.getUint32(4)]).toEqual([50, 50])
    for (const message of others) expect(message).toContain('may not have any visible layers')
  })
})
