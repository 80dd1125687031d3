import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Host } from '../../../playground/host/host.ts'
import { halvesJpeg, halvesPng, halvesWebp, TINY_GIF } from './pictures.ts'
import { openSmallFile } from './small-file.ts'

const PLUGIN = `
  figma.showUI('', { visible: false });
  figma.ui.onmessage = async ({ bytes, then }) => {
    try {
      const image = figma.createImage(bytes);
      figma.ui.postMessage({ hash: image.hash, size: await image.getSizeAsync(), bytes: await image.getBytesAsync() });
    } catch (error) {
      figma.ui.postMessage({ error: error.message });
    }
  };`

async function createImage(bytes: Uint8Array): Promise<{ host: Host; answer: Record<string, unknown> }> {
  const host = openSmallFile(PLUGIN)
  await host.open()
  host.panel.send({ bytes })
  return { host, answer: (await host.panel.receive(() => true)) as Record<string, unknown> }
}

describe('createImage', () => {
  it('takes a PNG and gives its SHA-1, its size and its bytes again', async () => {
    const bytes = await halvesPng(40, 30)
    const { answer } = await createImage(bytes)
    expect(answer).toEqual({
      hash: createHash('sha1').update(bytes).digest('hex'),
      size: { width: 40, height: 30 },
      bytes,
    })
  })

  it('takes JPEG and GIF', async () => {
    expect((await createImage(await halvesJpeg(20, 10))).answer.size).toEqual({ width: 20, height: 10 })
    expect((await createImage(TINY_GIF)).answer.size).toEqual({ width: 1, height: 1 })
  })

  it('refuses WebP', async () => {
    const { answer } = await createImage(await halvesWebp(20, 10))
    expect(answer.error).toContain('Image type is unsupported')
  })

  it('refuses what is no image', async () => {
    const { answer } = await createImage(new TextEncoder().encode('<html>502</html>'))
    expect(answer.error).toContain('Image type is unsupported')
  })

  it.each([
    [4096, 1, true],
    [1, 4096, true],
    [4097, 1, false],
    [1, 4097, false],
  ])('of %i × %i pixels is taken: %s', async (width, height, isTaken) => {
    const { answer } = await createImage(await halvesPng(width, height))
    if (isTaken) expect(answer.size).toEqual({ width, height })
    else expect(answer.error).toContain('Image is too large')
  })

  it('takes 4 MB from the window to the image and back', async () => {
    const png = await halvesPng(64, 64)
    // PNG readers ignore what follows the last chunk, so this is an image of the wanted weight.
    const bytes = new Uint8Array(4_000_000)
    bytes.set(png)
    const { answer } = await createImage(bytes)
    expect(answer.size).toEqual({ width: 64, height: 64 })
    expect(Buffer.compare(answer.bytes as Uint8Array, bytes)).toBe(0)
  })
})
