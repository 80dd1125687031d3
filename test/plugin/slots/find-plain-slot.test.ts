import { describe, expect, it } from 'vitest'
import { findPlainSlot } from '../../../plugin/slots/find-plain-slot.ts'
import type { Layer } from '../../../plugin/slots/layer.ts'
import { layer } from './layers.ts'

const solid = { fill: 'solid' } as const
const title = layer('TEXT', 'Title', { y: 310, width: 200, height: 20 })
const shape = (fields: Parameters<typeof layer>[2] = {}, type = 'RECTANGLE') =>
  layer(type, `${type} 1`, { ...solid, width: 300, height: 200, ...fields })
const words = (y: number) => layer('TEXT', 'Words', { x: 10, y, width: 120, height: 20 })
const slotOf = (...children: Layer[]) =>
  findPlainSlot(layer('FRAME', 'Card', { width: 300, height: 400 }, [...children, title]))?.layer.name ?? null

describe('a plain shape is the slot', () => {
  it.each(['RECTANGLE', 'ELLIPSE', 'FRAME'])(
    'where it is the only one and has no words on it: %s',
    (type) => {
      expect(slotOf(shape({}, type))).toBe(`${type} 1`)
    },
  )

  it('beside a button, a line, a sign and what is hidden', () => {
    const button = layer('GROUP', 'Group 2', { y: 340, width: 200, height: 60 }, [
      shape({ y: 340, width: 200, height: 60 }, 'FRAME'),
      words(360),
    ])
    const others = [
      button,
      shape({ y: 302, height: 2 }),
      shape({ y: 340, width: 24, height: 24 }),
      shape({ visible: false }),
      shape({ y: 200, height: 120 }, 'VECTOR'),
    ]
    expect(slotOf(shape(), ...others)).toBe('RECTANGLE 1')
  })

  it('though words begin at its edge', () => {
    expect(slotOf(shape(), words(199))).toBe('RECTANGLE 1')
  })
})

describe('a plain shape is no slot', () => {
  it.each([
    ['with words on it', [shape(), words(100)]],
    ['that lies below everything', [shape({ height: 400 })]],
    ['beside another', [shape({ height: 100 }), shape({ y: 150, height: 100 })]],
    ['of the size of a switch', [shape({ width: 51, height: 31 })]],
    ['of the size of a sign', [shape({ width: 48, height: 48 })]],
    ['of the form of a field', [shape({ height: 70 })]],
    ['with a gradient', [shape({ fill: 'other' })]],
    ['without a fill', [shape({ fill: null })]],
    ['drawn by hand', [shape({}, 'VECTOR')]],
    ['that is a mask', [shape({ isMask: true })]],
    ['that its frame cuts off', [layer('FRAME', 'View', { clips: true, width: 50 }, [shape({ x: 60 })])]],
  ])('%s', (_, children) => {
    expect(slotOf(...children)).toBeNull()
  })

  it('in what has no words', () => {
    expect(findPlainSlot(layer('FRAME', 'Card', { width: 300, height: 400 }, [shape()]))).toBeNull()
  })
})
