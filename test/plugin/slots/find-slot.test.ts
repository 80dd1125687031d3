import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import * as search from '../../../plugin/slots/find-slot.ts'
import type { Layer } from '../../../plugin/slots/layer.ts'
import { layer, parseCards, resultOf } from './layers.ts'

const { bestOf, seenAt } = search
const slotsIn = (card: Layer) => resultOf(search.slotsIn(card))
const findSlot = (card: Layer) => bestOf(slotsIn(card))

const structures = parseCards(readFileSync(new URL('./card-structures.txt', import.meta.url), 'utf8'))

const picture = { fill: 'picture' } as const
const solid = { fill: 'solid' } as const
const title = layer('TEXT', 'Title', { y: 300, width: 200, height: 20 })
const card = (...children: Layer[]) =>
  layer('FRAME', 'Card', { width: 300, height: 400 }, [...children, title])
const slotOf = (...children: Layer[]) => findSlot(card(...children))?.layer.name ?? null

describe('the slot of cards as designers make them', () => {
  const named = structures.map(({ card, starred }, index) => ({
    name: `${index} ${card.name}`,
    card,
    starred,
  }))
  /** Grey, and called by a machine: there is no picture in the card yet and no name that says where it goes. */
  const isUnspoken = ({ starred }: (typeof named)[number]) =>
    starred.every(({ name, fill }) => fill === 'solid' && /^(Rectangle|Frame) \d+$/.test(name))
  const spoken = named.filter((each) => !isUnspoken(each))

  it('has something to go by in 28 of 38', () => {
    expect(spoken).toHaveLength(28)
  })

  it.each(spoken)('$name: is a layer that a person would fill', ({ card, starred }) => {
    expect(starred).toContain(findSlot(card)?.layer ?? card)
  })

  it.each(named.filter(isUnspoken))('$name: is not guessed where nothing speaks for a layer', ({ card }) => {
    expect(findSlot(card)).toBeNull()
  })
})

describe('a layer is meant for the picture', () => {
  it.each(['ELLIPSE', 'FRAME', 'INSTANCE', 'VECTOR', 'STAR', 'POLYGON', 'BOOLEAN_OPERATION', 'RECTANGLE'])(
    'by its image, whatever its type: %s',
    (type) => {
      expect(slotOf(layer(type, 'Something', picture))).toBe('Something')
    },
  )

  it.each([
    'image',
    'Image Area',
    'product-image',
    'cardPhoto0 1',
    'productimage',
    'Pic',
    'img_container',
    'User Avatar',
    'Thumb / 16:9',
    'cover',
    'Hero',
    'Bildplatzhalter',
    'Produktbild',
    'Foto produk',
    'imagen principal',
    'afbeelding',
    'Изображение товара',
    '商品画像',
    '产品图片',
    'Movie poster',
    'placeholder 3',
    'mock-up',
    'screenshot 2024',
    'ImageWrapper',
    'imgWrap',
    'cardimg',
    'img_box',
    'pic2',
    'avatarSmall',
    'Image/Cover',
    'photo@2x',
    'BookCover',
    'imágenes',
    'Immagine prodotto',
    'obrázek',
    'Produktbillede',
    'зображення',
    'サムネイル',
    '封面图',
    '썸네일',
    'Miniaturansicht',
    'Couverture',
    'Portada',
    'Ilustración',
    'Capa',
    'Illustrazione',
    'Copertina',
    'Illustratie',
    'Okładka',
    'Kapak',
    'Обложка',
    'Постер 2',
    'Иллюстрация',
    '产品图',
    '缩略图',
    '海报',
    '頭像',
    '圖像',
    'アバター',
    'カバー',
    '포스터',
    '프로필 사진',
    'صور المنتج',
    'Product shot',
    'Bannière',
  ])('by its name: %s', (name) => {
    expect(slotOf(layer('RECTANGLE', 'Base', solid), layer('RECTANGLE', name, solid))).toBe(name)
  })

  it.each([
    'Topic',
    'Discover',
    'heroicons-outline/heart',
    'Build',
    'Picnic table',
    'Rectangle 12',
    'image-outline icon',
    'Logo image',
    'thumbs-up',
    'Recovery',
    'Imagine',
    'Scope',
    'Heroic',
    'Graphics',
    'imgix',
    'Epic',
    'thumb_up',
    'thumb-down',
    'Découverte',
    'Capacity',
    '图层 1',
    '图标',
    '地图',
    'Social media',
    'Multimedia',
    'Screening',
  ])('not by this name: %s', (name) => {
    expect(slotOf(layer('RECTANGLE', name, solid))).toBeNull()
  })

  it.each(['Media', '<CardMedia>', 'Video', 'Screen', 'Visual', 'Visuel produit', 'Place your design here'])(
    'by a name that signs have too only where it is larger than they are: %s',
    (name) => {
      const ofSide = (side: number) => layer('RECTANGLE', name, { ...solid, width: side, height: side })
      expect([48, 64, 65, 200].map((side) => slotOf(ofSide(side)))).toEqual([null, null, name, name])
    },
  )

  it.each(['ri:image-line', 'img:hero', 'unsplash:a1b2c3'])(
    '%s is a sign where it is as small as one',
    (name) => {
      const ofSide = (side: number) => layer('RECTANGLE', name, { ...picture, width: side, height: side })
      expect([24, 64, 65, 200].map((side) => slotOf(ofSide(side)))).toEqual([null, null, name, name])
    },
  )

  it('but not by its name where it is a small frame without a fill: the sign for a picture', () => {
    const sign = (side: number) =>
      layer('FRAME', 'image', { width: side, height: side }, [
        layer('VECTOR', 'Vector', { ...solid, width: side, height: side }),
      ])
    expect(slotOf(layer('RECTANGLE', 'Rectangle 1', solid), sign(24))).toBeNull()
    expect(slotOf(layer('RECTANGLE', 'Rectangle 1', solid), sign(32))).not.toBeNull()
    expect(slotOf(layer('ELLIPSE', 'Avatar', { ...solid, width: 24, height: 24 }))).toBe('Avatar')
  })

  it('but not when it is a line', () => {
    expect(slotOf(layer('RECTANGLE', 'Photo', { ...picture, width: 300, height: 3 }))).toBeNull()
    expect(slotOf(layer('RECTANGLE', 'Photo', { ...picture, width: 300, height: 4 }))).toBe('Photo')
  })

  it('but not when it is hidden, its image is, or it is cut off altogether', () => {
    expect(slotOf(layer('RECTANGLE', 'Photo', { visible: false }))).toBeNull()
    expect(
      slotOf(layer('FRAME', 'View', { clips: true, width: 50 }, [layer('RECTANGLE', 'Photo', { x: 60 })])),
    ).toBeNull()
  })

  it('but not when it is transparent, or what it lies in is', () => {
    const faint = layer('RECTANGLE', 'Photo', { ...picture, isTransparent: true })
    const hover = layer('FRAME', 'Hover', { isTransparent: true }, [layer('RECTANGLE', 'Image', picture)])
    expect(slotOf(layer('RECTANGLE', 'Rectangle 1', { ...picture, width: 50 }), faint, hover)).toBe(
      'Rectangle 1',
    )
    expect(slotOf(layer('GROUP', 'Photo', { isTransparent: true }, [layer('RECTANGLE', 'R', solid)]))).toBe(
      null,
    )
  })

  it('but not by its name when words are in it', () => {
    const words = layer('TEXT', 'Words', { width: 50, height: 20 })
    expect(slotOf(layer('FRAME', 'Image card', solid, [words]))).toBeNull()
  })

  it('though words are on its image', () => {
    const badge = layer('TEXT', 'New', { width: 30, height: 10 })
    expect(slotOf(layer('FRAME', 'Top', picture, [badge]))).toBe('Top')
  })

  it('which may be the card itself', () => {
    const found = findSlot(layer('FRAME', 'Tile', { ...picture, width: 300, height: 400 }, [title]))
    expect(found).toMatchObject({ layer: { name: 'Tile' }, path: [] })
  })
})

describe('of several layers', () => {
  it('the largest is the slot, and a name counts four times', () => {
    const large = layer('RECTANGLE', 'Rectangle 1', { ...picture, width: 200, height: 100 })
    const small = layer('RECTANGLE', 'Rectangle 2', { ...picture, width: 110, height: 100 })
    expect(slotOf(large, small)).toBe('Rectangle 1')
    expect(slotOf(large, { ...small, name: 'Photo' })).toBe('Photo')
    expect(slotOf(large, { ...small, name: 'Photo', box: { ...small.box, width: 45 } })).toBe('Rectangle 1')
  })

  it.each([24, 48, 64])('an icon of %i that Figma called "image 7" never beats a photo', (side) => {
    const icon = layer('RECTANGLE', 'image 7', { ...picture, width: side, height: side })
    const photo = layer('RECTANGLE', 'Rectangle 1', { ...picture, width: side + 4, height: side + 4 })
    expect(slotOf(photo, icon)).toBe('Rectangle 1')
    expect(slotOf(icon, photo)).toBe('Rectangle 1')
  })

  it('of the same size the one on top is the slot', () => {
    expect(slotOf(layer('RECTANGLE', 'Below', picture), layer('RECTANGLE', 'Above', picture))).toBe('Above')
  })

  it('one gives way to one in it of half its area, since its own fill would be hidden', () => {
    const inner = (height: number) => layer('RECTANGLE', 'Inner', { ...picture, height })
    expect(slotOf(layer('FRAME', 'Photo', solid, [inner(50)]))).toBe('Inner')
    expect(slotOf(layer('FRAME', 'Photo', solid, [inner(49)]))).toBe('Photo')
  })

  it('one gives way to pictures in it that hide half of it together', () => {
    const pictures = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        layer('RECTANGLE', `Rectangle ${index}`, { ...picture, x: index * 25, width: 20 }),
      )
    expect(slotOf(layer('FRAME', 'Photos', solid, pictures(3)))).toBe('Rectangle 2')
    expect(slotOf(layer('FRAME', 'Photos', solid, pictures(2)))).toBe('Photos')
  })

  it.each([
    ['a gradient over some of it', { fill: 'other', y: 60, height: 40 }, 'Rectangle 1'],
    ['a tint over all of it', solid, 'Rectangle 1'],
    ['a placeholder beside it', { ...solid, x: 200 }, 'Photo shade'],
    ['a placeholder on some of it', { ...solid, height: 40 }, 'Photo shade'],
  ] as const)('%s, though called a picture: the slot is the one it should be', (_, fields, slot) => {
    const photo = layer('RECTANGLE', 'Rectangle 1', picture)
    expect(slotOf(photo, layer('RECTANGLE', 'Photo shade', fields))).toBe(slot)
  })

  it('of two pictures over each other the one that is seen is the slot, but not a device’s frame', () => {
    const over = (side: number, fields = {}) =>
      layer('RECTANGLE', 'Above', { ...picture, width: side, height: side, ...fields })
    const below = layer('RECTANGLE', 'Below', picture)
    for (const side of [90, 100, 110]) expect(slotOf(below, over(side))).toBe('Above')
    expect(slotOf(below, over(80))).toBe('Below')
    expect(slotOf({ ...below, name: 'Screenshot' }, over(120))).toBe('Screenshot')
    expect(slotOf(below, over(90, { isTransparent: true }))).toBe('Below')
  })

  it('a picture that lies in another is no shade of it', () => {
    const inner = layer('RECTANGLE', 'Image', { ...solid, height: 80 })
    expect(slotOf(layer('FRAME', 'Backdrop', picture, [inner]))).toBe('Image')
  })

  it.each(['logo 1', 'Icon-bg 2', 'chevron building 1', 'badge.jpg 1'])(
    'a picture called %s is the slot only where there is no other, and larger than a sign',
    (name) => {
      const sign = (side: number) => layer('RECTANGLE', name, { ...picture, width: side, height: side })
      expect(slotOf(sign(64))).toBeNull()
      expect(slotOf(sign(65))).toBe(name)
      expect(slotOf(layer('RECTANGLE', 'Photo', { ...solid, height: 20 }), sign(200))).toBe('Photo')
      expect(slotOf(layer('RECTANGLE', name, { ...solid, width: 200 }))).toBeNull()
    },
  )

  it('a group’s name speaks for what is in it', () => {
    const inside = [
      layer('RECTANGLE', 'Rectangle 1', solid),
      layer('RECTANGLE', 'Rectangle 2', { ...solid, width: 20 }),
    ]
    expect(slotOf(layer('GROUP', 'Image', {}, inside))).toBe('Rectangle 1')
  })

  it('what lies over all of a frame is filled in its place', () => {
    const cover = layer('RECTANGLE', 'Rectangle 1', solid)
    expect(slotOf(layer('FRAME', 'Image', solid, [cover]))).toBe('Rectangle 1')
    expect(slotOf(layer('FRAME', 'Image', solid, [{ ...cover, box: { ...cover.box, width: 20 } }]))).toBe(
      'Image',
    )
  })
})

describe('a layer that is cut off', () => {
  it('counts for the part that its frame leaves to be seen', () => {
    const photo = layer('RECTANGLE', 'Photo', { x: 20, width: 200, height: 100 })
    const found = findSlot(card(layer('FRAME', 'View', { clips: true, width: 100, height: 100 }, [photo])))
    expect(found?.seen).toEqual({ x: 20, y: 0, width: 80, height: 100 })
  })

  it('counts for the part that its mask leaves to be seen, and the mask is no slot', () => {
    const mask = layer('RECTANGLE', 'Image mask', { ...picture, isMask: true, width: 60, height: 60 })
    const photo = layer('RECTANGLE', 'Rectangle 1', { ...picture, x: -40, width: 200, height: 60 })
    const found = findSlot(card(layer('GROUP', 'Mask group', {}, [mask, photo])))
    expect(found).toMatchObject({ layer: photo, seen: { x: 0, y: 0, width: 60, height: 60 } })
  })

  it('is cut by the nearest mask below it alone, also where an earlier one shows nothing', () => {
    const mask = (x: number) => layer('RECTANGLE', 'Mask', { isMask: true, x, width: 60, height: 60 })
    const photo = (x: number) => layer('RECTANGLE', 'Photo', { ...picture, x, width: 200, height: 60 })
    const view = layer('FRAME', 'View', { clips: true, width: 300, height: 100 }, [
      mask(0),
      photo(-40),
      mask(900),
      photo(0),
      mask(100),
      photo(80),
    ])
    const whole = card(view)
    const found = slotsIn(whole)
    expect(found.map(({ seen }) => seen)).toEqual([0, 100].map((x) => ({ x, y: 0, width: 60, height: 60 })))
    expect(found.map(({ path }) => seenAt(whole, path))).toEqual(found.map(({ seen }) => seen))
    expect(seenAt(whole, [0, 3])).toBeNull()
  })

  it('is not cut by a mask above it or in another group', () => {
    const mask = layer('RECTANGLE', 'Rectangle 2', { isMask: true, width: 10, height: 10 })
    const photo = layer('RECTANGLE', 'Rectangle 1', picture)
    const found = findSlot(card(photo, mask))
    expect(found?.seen).toBe(photo.box)
  })
})
