import { loadImage } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import { LAYER, refusalOf, runInPlugin } from './small-file.ts'

const NOTHING = 'Failed to export node. This node may not have any visible layers.'

async function sizeOf(settings: string, name = 'Card'): Promise<[number, number]> {
  const { host, result } = await runInPlugin(
    `${LAYER} return layer(${JSON.stringify(name)}).exportAsync(${settings})`,
  )
  host.dispose()
  if (!(result instanceof Uint8Array)) throw new Error(`No bytes came: ${JSON.stringify(result)}`)
  const image = await loadImage(Buffer.from(result))
  return [image.width, image.height]
}

describe('exportAsync', () => {
  it.each([
    ['', [200, 100]],
    ["{ format: 'PNG' }", [200, 100]],
    ["{ format: 'PNG', constraint: { type: 'SCALE', value: 0.5 } }", [100, 50]],
    ["{ format: 'PNG', constraint: { type: 'SCALE', value: 2 } }", [400, 200]],
    ["{ format: 'PNG', constraint: { type: 'WIDTH', value: 64 } }", [64, 32]],
    ["{ format: 'PNG', constraint: { type: 'HEIGHT', value: 64 } }", [128, 64]],
    ["{ format: 'PNG', colorProfile: 'SRGB' }", [200, 100]],
  ] as const)('with %s is %j pixels', async (settings, size) => {
    expect(await sizeOf(settings)).toEqual(size)
  })

  it.each(['Hidden', 'Empty'])('rejects for the %s frame as Figma does', async (name) => {
    expect(await refusalOf(`${LAYER} await layer('${name}').exportAsync()`)).toContain(NOTHING)
  })

  it('rejects for a layer in a hidden frame', async () => {
    expect(
      await refusalOf(`${LAYER} layer('Card').visible = false; await layer('Image').exportAsync()`),
    ).toContain(NOTHING)
  })

  it('is predicted by absoluteRenderBounds', async () => {
    const { result } = await runInPlugin(`${LAYER}
      return ['Card', 'Hidden', 'Empty'].map((name) => layer(name).absoluteRenderBounds)`)
    expect(result).toEqual([{ x: 100, y: 100, width: 200, height: 100 }, null, null])
  })

  it('rejects for what is too large, and takes it scaled down', async () => {
    expect(await refusalOf(`${LAYER} await layer('Huge').exportAsync()`)).toContain('Target is too large')
    expect(await sizeOf("{ format: 'PNG', constraint: { type: 'SCALE', value: 0.1 } }", 'Huge')).toEqual([
      2000, 30,
    ])
  })

  it.each([
    "{ format: 'WEBP' }",
    "{ format: 'PNG', scale: 2 }",
    "{ format: 'PNG', constraint: { type: 'SCALE', value: 0 } }",
    "{ format: 'PNG', colorProfile: 'P3' }",
  ])('refuses the settings %s', async (settings) => {
    expect(await refusalOf(`${LAYER} await layer('Card').exportAsync(${settings})`)).toContain(
      'failed validation',
    )
  })

  it('shows the layer as it is drawn on the page', async () => {
    const { host, result } = await runInPlugin(`${LAYER} return layer('Card').exportAsync()`)
    const { createCanvas } = await import('@napi-rs/canvas')
    const context = createCanvas(200, 100).getContext('2d')
    context.drawImage(await loadImage(Buffer.from(result as Uint8Array)), 0, 0)
    const pixel = (x: number, y: number) => [...context.getImageData(x, y, 1, 1).data]
    expect(pixel(5, 5)).toEqual([255, 0, 0, 255])
    expect(pixel(30, 30)).toEqual([0, 255, 0, 255])
    expect(await host.samplePixel(130, 130)).toEqual([0, 255, 0, 255])
  })

  it('shows the person’s locked layers and reads in Dev Mode', async () => {
    const { result } = await runInPlugin(`${LAYER} return (await layer('Locked').exportAsync()).length > 0`, {
      editorType: 'dev',
    })
    expect(result).toBe(true)
  })

  it('of a slice shows what the page shows in its box', async () => {
    const { result } = await runInPlugin(`
      const slice = figma.createSlice();
      slice.resize(20, 10); slice.x = 95; slice.y = 105;
      return [slice.absoluteRenderBounds, 'fills' in slice, 'opacity' in slice, await slice.exportAsync()]`)
    const [bounds, hasFills, hasOpacity, bytes] = result as [object, boolean, boolean, Uint8Array]
    expect([bounds, hasFills, hasOpacity]).toEqual([{ x: 95, y: 105, width: 20, height: 10 }, false, false])
    const { createCanvas } = await import('@napi-rs/canvas')
    const context = createCanvas(20, 10).getContext('2d')
    context.drawImage(await loadImage(Buffer.from(bytes)), 0, 0)
    const pixel = (x: number) => [...context.getImageData(x, 2, 1, 1).data]
    expect([pixel(2), pixel(8)]).toEqual([
      [0, 0, 0, 0],
      [255, 0, 0, 255],
    ])
  })
})
