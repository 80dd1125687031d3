import { describe, expect, it } from 'vitest'
import { readImageHeader } from '../../../../contract/image-header.ts'
import type { SwitchChanges } from '../../../../playground/rivya/switches.ts'
import { codeOf, start } from '../open-stand-in.ts'

describe('a result', () => {
  async function finish(switches: SwitchChanges = {}) {
    const stage = await start({ taskSeconds: 0, ...switches })
    const { id } = await (await stage.create()).json()
    const { result } = await (await stage.look(id)).json()
    return { ...stage, id, url: String(result.primary_url) }
  }

  it('is a PNG under an address that only the task names, without a key', async () => {
    const { url } = await finish()
    const response = await fetch(url)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(readImageHeader(new Uint8Array(await response.arrayBuffer()))).toMatchObject({
      mimeType: 'image/png',
    })
    expect(await codeOf(await fetch(`${url}0`))).toBe('404 not_found')
  })

  it('is not there before the task has ended', async () => {
    const { standIn, create } = await start()
    await create()
    const [task] = standIn.inspection.tasks()
    expect((await fetch(`${standIn.url}/results/${task?.resultName}`)).status).toBe(404)
  })

  it('has the same bytes each time', async () => {
    const { url } = await finish()
    const [one, other] = await Promise.all([fetch(url), fetch(url)])
    expect(new Uint8Array(await one.arrayBuffer())).toEqual(new Uint8Array(await other.arrayBuffer()))
  })

  it.each(['jpeg', 'webp'] as const)('can be %s', async (format) => {
    const { url, standIn } = await finish()
    standIn.addFaults({ on: 'image', kind: 'format', format })
    const response = await fetch(url)
    const header = readImageHeader(new Uint8Array(await response.arrayBuffer()))
    expect(header).toMatchObject({ mimeType: `image/${format}`, width: 64 })
  })

  it('can be larger than Figma takes', async () => {
    const { url } = await finish({ longerSidePx: 5000 })
    const header = readImageHeader(new Uint8Array(await (await fetch(url)).arrayBuffer()))
    expect(header).toMatchObject({ width: 5000 })
  })

  it('can be forbidden, gone, elsewhere, no image, too much, or half', async () => {
    const { url, standIn } = await finish({
      faults: [
        { on: 'image', kind: 'error', status: 403, code: 'forbidden', times: 1 },
        { on: 'image', kind: 'answer', status: 404, body: 'gone', times: 1 },
        { on: 'image', kind: 'redirect', to: 'http://127.0.0.1:1/', times: 1 },
        { on: 'image', kind: 'no-image', times: 1 },
        { on: 'image', kind: 'huge', bytes: 300_000, hasLength: false, times: 1 },
        { on: 'image', kind: 'huge', bytes: 300_000, hasLength: true, times: 1 },
        { on: 'image', kind: 'half', times: 1 },
      ],
    })
    expect((await fetch(url)).status).toBe(403)
    expect((await fetch(url)).status).toBe(404)
    expect((await fetch(url, { redirect: 'manual' })).headers.get('location')).toBe('http://127.0.0.1:1/')
    expect(readImageHeader(new Uint8Array(await (await fetch(url)).arrayBuffer()))).toBeNull()
    expect((await (await fetch(url)).arrayBuffer()).byteLength).toBe(300_000)
    expect((await fetch(url)).headers.get('content-length')).toBe('300000')
    await expect(fetch(url).then((response) => response.arrayBuffer())).rejects.toThrow()
    expect((await fetch(url)).status).toBe(200)
    expect(standIn.switches().faults).toEqual([])
  })
})
