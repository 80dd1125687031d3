/** Colours of a scene, as CSS colours. */
export type Palette = {
  wallLight: string
  wallDark: string
  tableLight: string
  tableDark: string
  product: string
  productLight: string
  productDark: string
  accent: string
}

/** Words that name a colour, with its hue, saturation and lightness. */
const NAMED: [RegExp, [number, number, number]][] = [
  [/\b(red|crimson|scarlet)\b/i, [4, 68, 50]],
  [/\b(orange|amber|rust)\b/i, [24, 80, 54]],
  [/\b(terracotta|clay|brick)\b/i, [16, 52, 52]],
  [/\b(yellow|mustard|gold|golden|brass)\b/i, [43, 78, 55]],
  [/\b(olive|moss|sage)\b/i, [88, 24, 48]],
  [/\b(green|emerald|forest)\b/i, [146, 42, 40]],
  [/\b(teal|turquoise|mint)\b/i, [174, 48, 44]],
  [/\b(blue|navy|indigo|denim)\b/i, [218, 58, 46]],
  [/\b(purple|violet|lilac|lavender)\b/i, [266, 42, 58]],
  [/\b(pink|rose|blush|magenta)\b/i, [344, 60, 66]],
  [/\b(brown|leather|walnut|wooden|wood|oak|coffee)\b/i, [26, 44, 42]],
  [/\b(white|cream|ivory|porcelain|ceramic|linen)\b/i, [38, 26, 90]],
  [/\b(black|charcoal|graphite|matte black)\b/i, [220, 8, 18]],
  [/\b(grey|gray|silver|steel|concrete|chrome)\b/i, [212, 8, 62]],
]

/** Backdrops that suit most products: hue, saturation, lightness. */
const BACKDROPS: [number, number, number][] = [
  [32, 34, 86],
  [18, 40, 84],
  [205, 26, 84],
  [158, 18, 82],
  [44, 46, 84],
  [258, 22, 86],
  [352, 30, 87],
  [88, 18, 83],
]

const WOODEN_TABLE = /\b(oak|walnut|wooden|wood|pine|birch)\s+(table|desk|shelf|surface|board|counter)\b/i

const PRODUCT_HUES = [14, 28, 158, 186, 212, 232, 344, 42]

/** The first colour word is the product's, a second one the backdrop's; what isn't said the seed decides. */
export function paletteOf(prompt: string, seed: number): Palette {
  const isWooden = WOODEN_TABLE.test(prompt)
  const others = prompt.replace(WOODEN_TABLE, '')
  const named = NAMED.flatMap(([pattern, colour]) => {
    const at = others.search(pattern)
    return at < 0 ? [] : [{ at, colour }]
  }).sort((a, b) => a.at - b.at)
  const [hue, saturation, lightness] = named[0]?.colour ?? [at(PRODUCT_HUES, seed), 46, 50]
  const [wallHue, wallSaturation, wallLightness] = wallOf(named[1]?.colour ?? at(BACKDROPS, seed >>> 5))
  return {
    wallLight: hsl(wallHue, wallSaturation, wallLightness + 6),
    wallDark: hsl(wallHue, wallSaturation, wallLightness - 9),
    tableLight: isWooden ? hsl(30, 46, 66) : hsl(wallHue + 8, wallSaturation * 0.8, wallLightness + 3),
    tableDark: isWooden ? hsl(26, 44, 40) : hsl(wallHue + 8, wallSaturation * 0.9, wallLightness - 22),
    product: hsl(hue, saturation, lightness),
    productLight: hsl(hue, saturation * 0.9, Math.min(97, lightness + 20)),
    productDark: hsl(hue + 6, saturation, Math.max(6, lightness - 24)),
    accent: hsl(hue + 165, 40, 52),
  }
}

/** A backdrop keeps a named colour's hue and becomes light and soft. */
function wallOf([hue, saturation, lightness]: [number, number, number]): [number, number, number] {
  return [hue, Math.min(saturation, 38), Math.max(lightness, lightness < 25 ? 34 : 80)]
}

function at<T>(list: T[], seed: number): T {
  return list[seed % list.length] as T
}

function hsl(hue: number, saturation: number, lightness: number): string {
  return `hsl(${Math.round(hue) % 360}, ${Math.round(saturation)}%, ${Math.round(lightness)}%)`
}
