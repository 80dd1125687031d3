import { expect, it } from 'vitest'
import { makeGenerationBody } from '../../../relay/rivya/client.ts'

const plain = {
  prompt: 'A mug',
  aspectRatio: '4:3',
  resolution: '2K',
  references: [],
  clientRequestId: 'g1',
}

it('names the model, the prompt and the documented parameters, nothing else', () => {
  expect(JSON.parse(makeGenerationBody(plain))).toEqual({
    model: 'flux-2-pro',
    prompt: 'A mug',
    params: { aspectRatio: '4:3', resolution: '2K' },
    client_request_id: 'g1',
  })
})

it('puts references in the given order, with the keys in the case they are documented in', () => {
  const references = ['a', 'b'].map((name) => ({ url: `https://f/${name}`, name, mimeType: 'image/png' }))
  expect(JSON.parse(makeGenerationBody({ ...plain, references })).params.referenceMediaItems).toEqual([
    { url: 'https://f/a', kind: 'image', name: 'a', mimeType: 'image/png' },
    { url: 'https://f/b', kind: 'image', name: 'b', mimeType: 'image/png' },
  ])
})

it('is the same text for the same generation', () => {
  expect(makeGenerationBody(plain)).toBe(makeGenerationBody({ ...plain }))
})
