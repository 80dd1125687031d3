/** Words after which what went before is complete: what follows is no thing that is counted. */
const ENDING = new Set(
  `a about above across again along alone also an and are around as at be before behind below beside between both but by
  can combined could do does each exactly for from had has have he her here his if in inside instead into is it its just
  like may must near next not of off on only onto or other our out outside over per place plus put shall she should side
  so than that the their them then there these they this those through to together too under until up upon use
  using was we were what when where which while who will with within without would you your`.split(/\s+/),
)

const IRREGULAR = new Set(
  'people men women children feet teeth mice geese sheep fish cm mm px mp kg'.split(' '),
)

/** Enough for "2 large white mugs". */
const WORDS_AHEAD = 3

/** Whether the text right after a number goes on with the things that the number counts, as in "2 white mugs". */
export function isCount(following: string): boolean {
  const ahead = /^(?:[^\S\n]+[\p{L}'’-]+)+/u.exec(following)?.[0].trim().toLowerCase().split(/\s+/) ?? []
  for (const word of ahead.slice(0, WORDS_AHEAD)) {
    if (ENDING.has(word) || /(?:ed|ing|ly)$/.test(word)) return false
    if (IRREGULAR.has(word) || /[^siu]s$/.test(word)) return true
  }
  return false
}
