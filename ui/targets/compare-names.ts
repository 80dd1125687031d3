/** Comparing the names of files, layers and rows, as people write the same thing in different places. Pure. */

/** Letters that no accent makes of another. */
const LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ı: 'i',
}
const EXTENSION = /\.(?:avif|bmp|gif|heic|heif|jfif|jpe?g|png|psd|svg|tiff?|webp)$/i

/** The words and numbers of a name, in order: case, accents, separators and the extension of a file say nothing. */
export function wordsOf(name: string): string[] {
  const plain = name
    .trim()
    .replace(EXTENSION, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[ßæœøłđı]/g, (letter) => LETTERS[letter] ?? letter)
  return plain.match(/\p{L}+|\p{N}+/gu) ?? []
}

/** The same for names that are the same; "" for one without letters and numbers. */
export function nameKey(name: string): string {
  return wordsOf(name).join('')
}
