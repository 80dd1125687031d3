import { expect, it } from 'vitest'
import { nameOfImage, nameOfPlaceholder } from '../../../plugin/document/names.ts'

it('names a placeholder and its image by the beginning of the prompt', () => {
  const prompt =
    'An oak chair in a sunlit room with a linen curtain and a view of the sea, photographed at dusk'
  expect(nameOfPlaceholder(prompt)).toBe('Generating: An oak chair in a sunlit room with a li…')
  expect(nameOfImage(prompt)).toBe('An oak chair in a sunlit room with a linen curtain and a vi…')
})
