/** What the name of a layer says about its being a picture. */

/**
 * Anywhere in a name, also within a word: "cardPhoto0 1", "productimage", "Bildplatzhalter". As much of each as tells it
 * from other words.
 */
const ANYWHERE =
  /im[aá]ge|img(?!ix|ur)|(ph|f)oto|pictu|avata|thumbn|placeh|il+ustr|shot|mock-?u|poster|bann[ei]|portra|wallp|platzh|bil(d|led)|immag|afbeel|obr[aá]z|zdj|resim|görs|miniat|couvertu|copertin|portada|okład|зобра|картин|фото|иллюст|облож|авата|постер|банне|скрин|εικόν|画像|写真|イメー|サムネ|アバタ|カバー|バナー|ポスタ|イラス|[图圖][片像]|[照相]片|[主配插截头頭品略縮][图圖]|封面|[头頭]像|海[报報]|이미지|사진|썸네일|아바타|배너|포스터|표지|صور|תמונה/i
/** As words of their own, since other words hold them: "topic", "discover", "heroicons", "build". */
const WORDS = /(^|[^a-z])(pics?|thumb|covers?|hero|capa|kapak|artwork|kuva|ảnh)(?![a-z])/i
/** So are signs called, too. And "Place your design here" in a mock-up. */
const LARGE = /(^|[^a-z])((?<!social[\s_-]*)media|video|screen|visu[ae]l)(?![a-z])|your .*here/i
/** Signs, not pictures, whatever else the name says: "image-outline icon". */
const SIGN = /(^|[^a-z])(icons?|ico?|logos?|glyph|arrow|chevron|badge|thumbs?[\s_-]*(up|down))(?![a-z])/i
/** As collections of signs name theirs: "ri:image-line". What is larger is called so for another reason: "unsplash:a1", "img:hero". */
const OF_COLLECTION = /^[a-z][\w-]*:[\w-]+$/i
export const LARGEST_SIGN = 64
/** Figma gives this name to every image that is put into a file. */
const GIVEN = /^(image|img|bild|imagen|imagem|immagine|画像|이미지)[\s_-]*\d+$/i

export type Said = 'picture' | 'given' | 'sign' | null

/** @param side the longer one of what is seen of the layer, in canvas units */
export function readName(name: string, side: number): Said {
  // "cardPhoto0" is three words.
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2')
  if (SIGN.test(words) || (side <= LARGEST_SIGN && OF_COLLECTION.test(name))) return 'sign'
  if (GIVEN.test(name.trim())) return 'given'
  return ANYWHERE.test(name) || WORDS.test(words) || (side > LARGEST_SIGN && LARGE.test(words))
    ? 'picture'
    : null
}
