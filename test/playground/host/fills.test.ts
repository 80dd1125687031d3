import { describe, expect, it } from 'vitest'
import { LAYER, refusalOf, runInPlugin } from './small-file.ts'

const RED = "{ type: 'SOLID', color: { r: 1, g: 0, b: 0 } }"
const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const IMAGE = `const hash = figma.createImage(figma.base64Decode('${PNG}')).hash;`

describe('fills', () => {
  it('are a fresh frozen array at each reading', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const card = layer('Card');
      return [card.fills === card.fills, Object.isFrozen(card.fills), Object.isFrozen(card.fills[0].color)]`)
    expect(result).toEqual([false, true, true])
  })

  it('can not be changed in place', async () => {
    expect(await refusalOf(`'use strict'; ${LAYER} layer('Card').fills[0].opacity = 0.5`)).toContain(
      'opacity',
    )
    expect(await refusalOf(`${LAYER} layer('Card').fills.push(${RED})`)).not.toBe('')
  })

  it('come back with every default written out, and can be assigned again as they came', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const card = layer('Card');
      card.fills = [${RED}];
      card.fills = card.fills;
      return card.fills`)
    expect(result).toEqual([
      { type: 'SOLID', visible: true, opacity: 1, blendMode: 'NORMAL', color: { r: 1, g: 0, b: 0 } },
    ])
  })

  it.each([
    ['an unknown field', "[{ type: 'SOLID', color: { r: 1, g: 0, b: 0 }, colour: 1 }]"],
    ['a colour with alpha', "[{ type: 'SOLID', color: { r: 1, g: 0, b: 0, a: 1 } }]"],
    ['a colour beyond 1', "[{ type: 'SOLID', color: { r: 255, g: 0, b: 0 } }]"],
    ['an unknown type', "[{ type: 'PLAID' }]"],
    ['no array', RED],
    ['an image without a hash', "[{ type: 'IMAGE', scaleMode: 'FILL' }]"],
    ['an image without a scale mode', "[{ type: 'IMAGE', imageHash: hash }]"],
    ['an unknown scale mode', "[{ type: 'IMAGE', imageHash: hash, scaleMode: 'COVER' }]"],
    [
      'a transform without CROP',
      "[{ type: 'IMAGE', imageHash: hash, scaleMode: 'FILL', imageTransform: [[1,0,0],[0,1,0]] }]",
    ],
    [
      'a scaling factor without TILE',
      "[{ type: 'IMAGE', imageHash: hash, scaleMode: 'FIT', scalingFactor: 2 }]",
    ],
    ['a rotation with CROP', "[{ type: 'IMAGE', imageHash: hash, scaleMode: 'CROP', rotation: 90 }]"],
    [
      'a rotation that is no quarter turn',
      "[{ type: 'IMAGE', imageHash: hash, scaleMode: 'FILL', rotation: 45 }]",
    ],
  ])('refuse %s', async (_, fills) => {
    expect(await refusalOf(`${LAYER} ${IMAGE} layer('Card').fills = ${fills}`)).toContain('failed validation')
  })

  it('refuse an image the file does not have', async () => {
    const fills = "[{ type: 'IMAGE', imageHash: 'ab12', scaleMode: 'FILL' }]"
    expect(await refusalOf(`${LAYER} layer('Card').fills = ${fills}`)).toContain('does not exist')
  })

  it('take an image with each scale mode', async () => {
    const { result } = await runInPlugin(`${LAYER} ${IMAGE}
      const card = layer('Card');
      return ['FILL', 'FIT', 'CROP', 'TILE'].map((scaleMode) => {
        card.fills = [{ type: 'IMAGE', imageHash: hash, scaleMode }];
        return card.fills[0].scaleMode;
      })`)
    expect(result).toEqual(['FILL', 'FIT', 'CROP', 'TILE'])
  })

  it('of a text with several are figma.mixed, which can not be assigned', async () => {
    const { result } = await runInPlugin(`${LAYER} return layer('Mixed').fills === figma.mixed`)
    expect(result).toBe(true)
    expect(await refusalOf(`${LAYER} layer('Card').fills = figma.mixed`)).toContain('Cannot unwrap symbol')
  })

  it('assigned to a text with several make it one again', async () => {
    const { result } = await runInPlugin(
      `${LAYER} layer('Mixed').fills = [${RED}]; return layer('Mixed').fills.length`,
    )
    expect(result).toBe(1)
  })

  it('of a range change that range only', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const text = layer('Mixed');
      text.fills = [{ type: 'SOLID', color: { r: 0, g: 0, b: 0 } }];
      text.setRangeFills(0, 5, [${RED}]);
      return [text.fills === figma.mixed, text.getRangeFills(0, 5)[0].color.r, text.getRangeFills(5, 9)[0].color.r]`)
    expect(result).toEqual([true, 1, 0])
  })

  it('and a fill style exclude each other: the last write holds', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const card = layer('Card');
      await card.setFillStyleIdAsync('S:1');
      const styled = [card.fillStyleId, card.fills[0].color.r];
      card.fills = [${RED}];
      return [styled, card.fillStyleId]`)
    expect(result).toEqual([['S:1', 0.8], ''])
  })

  it('are there on shapes and frames but not on groups and pages', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const group = figma.group([layer('Locked')], figma.currentPage);
      return [layer('Card'), layer('Image'), layer('Mixed'), group, figma.currentPage].map((node) => 'fills' in node)`)
    expect(result).toEqual([true, true, true, false, false])
  })
})
