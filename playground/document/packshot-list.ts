/** The twelve products of the catalogue. */

export type PackshotOrder = {
  name: string
  price: string
  /** What the drawing shows: a thing and its colour. */
  product: string
  /** Of the picture, in pixels: packshots come as they come. */
  width: number
  height: number
  format: 'png' | 'jpeg'
}

export const PACKSHOTS: readonly PackshotOrder[] = [
  { name: 'Enamel mug', price: '€ 18', product: 'red mug', width: 640, height: 640, format: 'png' },
  { name: 'Day flask', price: '€ 32', product: 'teal bottle', width: 480, height: 640, format: 'jpeg' },
  { name: 'Court shoe', price: '€ 95', product: 'blue sneaker', width: 640, height: 480, format: 'png' },
  { name: 'Reading lamp', price: '€ 140', product: 'yellow lamp', width: 640, height: 640, format: 'png' },
  {
    name: 'Lounge chair',
    price: '€ 420',
    product: 'green armchair',
    width: 640,
    height: 640,
    format: 'jpeg',
  },
  { name: 'Potted fern', price: '€ 26', product: 'terracotta plant', width: 640, height: 640, format: 'png' },
  { name: 'Field watch', price: '€ 210', product: 'black watch', width: 480, height: 640, format: 'png' },
  {
    name: 'Leather tote',
    price: '€ 185',
    product: 'brown leather bag',
    width: 640,
    height: 640,
    format: 'jpeg',
  },
  { name: 'Bud vase', price: '€ 44', product: 'purple vase', width: 480, height: 640, format: 'png' },
  { name: 'Spring print', price: '€ 60', product: 'pink poster', width: 480, height: 640, format: 'png' },
  { name: 'Soft serum', price: '€ 38', product: 'orange serum', width: 640, height: 640, format: 'jpeg' },
  { name: 'Trail boot', price: '€ 160', product: 'olive boot', width: 640, height: 480, format: 'png' },
]
