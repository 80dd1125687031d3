/** Which product a prompt asks for. */
import type { Brush } from '../brush.ts'
import { drawChair, drawLamp, drawPoster } from './rooms.ts'
import { drawBottle, drawForms, drawMug, drawPlant, drawVase } from './vessels.ts'
import { drawBag, drawSneaker, drawWatch } from './worn.ts'

type Product = {
  /** Half the width on which it stands. */
  footWidth: number
  hasShadow: boolean
  /** The foot's middle is at 0, 0; about 1 high. */
  draw: (brush: Brush) => void
}

const PRODUCTS: [RegExp, Product | 'landscape'][] = [
  [/\b(mug|cup|coffee|tea|espresso)s?\b/i, { footWidth: 0.36, hasShadow: true, draw: drawMug }],
  [
    /\b(bottle|perfume|serum|shampoo|wine|lotion|flask)s?\b/i,
    { footWidth: 0.24, hasShadow: true, draw: drawBottle },
  ],
  [/\b(sneaker|shoe|trainer|boot)s?\b/i, { footWidth: 0.66, hasShadow: true, draw: drawSneaker }],
  [/\b(lamp|light fixture|lantern)s?\b/i, { footWidth: 0.3, hasShadow: true, draw: drawLamp }],
  [/\b(armchair|chair|stool|sofa|seat|couch)s?\b/i, { footWidth: 0.46, hasShadow: true, draw: drawChair }],
  [
    /\b(plant|monstera|fern|cactus|succulent|flower|bouquet)s?\b/i,
    { footWidth: 0.26, hasShadow: true, draw: drawPlant },
  ],
  [/\b(watch|wristwatch|smartwatch|clock)(es)?\b/i, { footWidth: 0.32, hasShadow: true, draw: drawWatch }],
  [/\b(bag|backpack|tote|handbag|purse|rucksack)s?\b/i, { footWidth: 0.42, hasShadow: true, draw: drawBag }],
  [/\b(poster|print|artwork|painting|billboard)s?\b/i, { footWidth: 0.4, hasShadow: true, draw: drawPoster }],
  [
    /\b(landscape|mountain|hill|valley|sunset|sunrise|beach|sea|forest|desert|lake|hero image)s?\b/i,
    'landscape',
  ],
  [/\b(vase|pottery|bowl|jar|pot)s?\b/i, { footWidth: 0.26, hasShadow: true, draw: drawVase }],
]

const OTHERWISE: Product[] = [
  { footWidth: 0.5, hasShadow: true, draw: drawForms },
  { footWidth: 0.26, hasShadow: true, draw: drawVase },
  { footWidth: 0.24, hasShadow: true, draw: drawBottle },
]

/** The product named first; without any, the seed chooses something that suits all. */
export function chooseProduct(prompt: string, seed: number): Product | 'landscape' {
  const named = PRODUCTS.flatMap(([pattern, product]) => {
    const at = prompt.search(pattern)
    return at < 0 ? [] : [{ at, product }]
  }).sort((one, other) => one.at - other.at)
  return named[0]?.product ?? (OTHERWISE[seed % OTHERWISE.length] as Product)
}
