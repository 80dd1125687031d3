import { describe, expect, it } from 'vitest'
import { putImageOnTop } from '../../../plugin/write/fills.ts'

const white: Paint = { type: 'SOLID', color: { r: 1, g: 1, b: 1 } }
const image = (imageHash: string, scaleMode: 'FILL' | 'TILE' = 'FILL'): Paint => ({
  type: 'IMAGE',
  scaleMode,
  imageHash,
})

describe('putImageOnTop', () => {
  it('puts the image over everything the person has set', () => {
    const own = [white, image('photo', 'TILE'), white]
    expect(putImageOnTop(own, 'new', null)).toEqual([...own, image('new')])
    expect(putImageOnTop([], 'new', null)).toEqual([image('new')])
  })

  it("replaces this plugin's earlier image, also under something the person has put on it", () => {
    expect(putImageOnTop([white, image('old')], 'new', 'old')).toEqual([white, image('new')])
    expect(putImageOnTop([image('old'), white], 'new', 'old')).toEqual([white, image('new')])
  })

  it('keeps an image of the person when the earlier one is another', () => {
    expect(putImageOnTop([image('photo')], 'new', 'old')).toEqual([image('photo'), image('new')])
  })

  it('keeps an image that Figma has lost, and takes back none but its own where there is no other', () => {
    const lost: Paint = { type: 'IMAGE', scaleMode: 'FILL', imageHash: null }
    expect(putImageOnTop([lost], 'new', null)).toEqual([lost, image('new')])
    expect(putImageOnTop([lost, image('old')], null, 'old')).toEqual([lost])
  })

  it('gives the same fills when it is done twice', () => {
    const once = putImageOnTop([white], 'new', null)
    expect(putImageOnTop(once, 'new', null)).toEqual(once)
    expect(putImageOnTop(once, 'new', 'new')).toEqual(once)
  })

  it('leaves the given fills as they were', () => {
    const own = Object.freeze([white, image('old')])
    putImageOnTop(own, 'new', 'old')
    expect(own).toEqual([white, image('old')])
  })
})
