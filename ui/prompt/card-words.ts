/** What a card is called and what it says, for lists and prompts. Pure. */
import type { Card } from '../../contract/cards.ts'
import { cutText, shorten } from '../../contract/short-text.ts'

type Line = Card['lines'][number]

const MAX_TITLE_LENGTH = 80
const MAX_TEXT_LENGTH = 300

/** Names that Figma gives by itself: the kind of layer, with a number. */
const NUMBERED =
  /^(auto layout|background|bild|boolean|component|div|ellipse|exclude|frame|group|grupo|groupe|gruppe|image|img|instance|intersect|item|layer|line|mask group|path|polygon|rahmen|rechteck|rectangle|section|shape|slice|star|subtract|union|vector)[\s_-]*[\d.]*$/i
/** Of code and cameras: "div.card", "IMG_2041", "MX3X2_AV4 2", "photo-12.png". */
const CODED = /^[a-z]+\.[\w.-]+$|^[A-Z\d]+[_-][\w-]*\d[\w-]*( \d+)?$|\.(gif|jpe?g|png|svg|webp)( \d+)?$/

/** Whether nobody chose the name. */
export function isMachineName(name: string): boolean {
  const trimmed = name.trim()
  return trimmed === '' || NUMBERED.test(trimmed) || CODED.test(trimmed)
}

/** Cards with what lists call each of them, and what `{name}` says of it. */
export function giveTitles<C extends Pick<Card, 'name' | 'lines'>>(
  cards: readonly C[],
): { card: C; title: string; name: string }[] {
  // Twelve instances of one component bear its name, which tells none from another.
  const isOne = (of: (name: string) => string) => {
    const times = new Map<string, number>()
    for (const { name } of cards) times.set(of(name), (times.get(of(name)) ?? 0) + 1)
    return (name: string) => times.get(of(name)) === 1
  }
  const group = groupOf(cards[0]?.name ?? '')
  const isGrouped = cards.length > 1 && group !== '' && cards.every(({ name }) => groupOf(name) === group)
  const endOf = (name: string) => lastPart(isGrouped ? name.slice(group.length) : name)
  const [isItsOwn, hasItsOwnEnd] = [isOne((name) => name), isOne(endOf)]
  return cards.map((card) => {
    const { name, lines } = card
    const isTelling = isItsOwn(name) && !isMachineName(name)
    const line = isTelling ? undefined : (lines.find(saysSomething) ?? lines[0])
    const title = shorten(line?.words ?? name, MAX_TITLE_LENGTH)
    const end = endOf(name)
    // Half of "1/2", and what every card's state is called, are no names.
    const isNamedByEnd = isTelling && hasItsOwnEnd(name) && !isMachineName(end) && /\p{L}/u.test(end)
    return { card, title, name: isNamedByEnd ? shorten(end, MAX_TITLE_LENGTH) : title }
  })
}

/** "Ceramic mug" of "Card / Ceramic mug": slashes make groups of names in Figma, and it is the end that tells them apart. */
export function lastPart(name: string): string {
  return (
    name
      .split(/\s\/|\/\s/)
      .at(-1)
      ?.trim() || name
  )
}

/** What stands before the last slash, with it. Without spaces it makes a group where all have the same: "AC/DC cable" is in none. */
function groupOf(name: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1)
}

/** For `{text}`: without prices and button labels, at most 300 UTF-16 units and never half a character. */
export function textOf({ lines }: Pick<Card, 'lines'>): string {
  const kept = lines.filter(saysSomething).map(({ words }) => words)
  return cutText(kept.join(', '), MAX_TEXT_LENGTH)
}

function saysSomething({ words, isOnButton }: Line): boolean {
  return !isOnButton && !isPrice(words) && !BUTTON_LABEL.test(words)
}

const CURRENCY =
  /(?:\b(?:us|ca|au|nz|hk|r|s))?[$€£¥₹₽₩₺₫₴₦฿₪]|\b(?:aed|aud|brl|cad|chf|cny|czk|dkk|eur|gbp|huf|idr|inr|jpy|krw|mxn|nok|nzd|pln|rub|sar|sek|sgd|thb|try|uah|usd|vnd|zar)\b|\b(?:kr|ft|lei|rp|rs|tl)\b\.?|zł|kč|лв|руб\.?|₽|р\.|円|元/gi
/** What stands around a price. */
const PRICE_WORDS =
  /\b(?:ab|à partir de|apartir de|da|desde|from|instead of|now|nur|only|od|per|pro|sale|statt|starting at|uvp|vanaf|was)\b|\/\s*\p{L}+/giu
const AMOUNT = /\d+(?:[.,'’\s]\d{3})*(?:[.,]\d{1,2})?(?:[.,]?-)?/g

/** "€ 240", "from 1.299,00 EUR", "24.90", "-20 %": an amount and nothing that tells what it is of. */
function isPrice(words: string): boolean {
  if (!/\d/.test(words)) return false
  const isMoney =
    words.search(CURRENCY) >= 0 || /%/.test(words) || /^\D{0,3}\d[\d\s.,'’]*[.,]\d\d\D{0,3}$/.test(words)
  const rest = words.replace(CURRENCY, ' ').replace(PRICE_WORDS, ' ').replace(AMOUNT, ' ')
  return isMoney && !/[\p{L}\d]/u.test(rest.replace(/\boff\b|\brabatt\b/gi, ' '))
}

/** As they stand on buttons in shops, whatever the layers around them are called; other languages’ are told by those layers. */
const BUTTON_LABEL = new RegExp(
  `^(?:${[
    'add( to (bag|basket|cart))?',
    '(book|buy|order|shop)( it)?( now)?',
    '(discover|learn|read|see|show|view|load)( all| details?| it| more| product)?',
    'checkout|choose options|continue|details|download|explore|get started|more|open|quick view|select|sign up|subscribe|try( it)?( now)?',
    '(jetzt )?(bestellen|buchen|kaufen)|in den warenkorb|mehr( erfahren)?|zum (produkt|shop)|ansehen|weiterlesen',
    'acheter|ajouter( au panier)?|commander|découvrir|en savoir plus|réserver|voir( plus)?',
    'в корзину|заказать|купить|подробнее',
    'a(ñ|n)adir( al carrito)?|comprar( ahora)?|leer más|reservar|ver más|adicionar( ao carrinho)?|saiba mais|ver mais',
  ].join('|')})\\s*[!→›»>]*$`,
  'i',
)
