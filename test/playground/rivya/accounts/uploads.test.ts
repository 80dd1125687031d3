import { describe, expect, it } from 'vitest'
import { codeOf, start } from '../open-stand-in.ts'
import { orderPicture } from '../pictures/order-picture.ts'

describe('an upload', () => {
  it('is known by what its bytes are', async () => {
    const { standIn, call, upload } = await start()
    const fields = { kind: 'image', model: 'flux-2-pro', client_request_id: 'c' }
    const response = await upload(await orderPicture(), fields)
    expect(response.status).toBe(201)
    const file = await response.json()
    expect(file).toMatchObject({
      url: expect.stringContaining(standIn.url),
      mime_type: 'image/png',
      duration_token: null,
    })
    expect(await (await call(`/api/v1/files/${file.id}`)).json()).toEqual(file)
  })

  it.each<[string, Uint8Array, Record<string, string>]>([
    ['bytes of no image', Buffer.from('hello'), { kind: 'image' }],
    ['more than 10 MB', Buffer.alloc(10_000_001), { kind: 'image' }],
    ['another kind', Buffer.from('hello'), { kind: 'video' }],
    ['no kind', Buffer.from('hello'), {}],
    ['another model', Buffer.from('hello'), { kind: 'image', model: 'other' }],
    ['parts that nobody knows', Buffer.from('hello'), { kind: 'image', folder: 'a' }],
  ])('is refused with %s', async (_, bytes, fields) => {
    const { upload } = await start()
    expect(await codeOf(await upload(bytes, fields))).toBe('400 validation_failed')
  })

  it('is refused when it is no form', async () => {
    const { call } = await start()
    expect(await codeOf(await call('/api/v1/files', { method: 'POST', body: 'x' }))).toBe(
      '400 validation_failed',
    )
  })
})
