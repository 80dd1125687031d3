/** The sample file of the playground: a small shop as a designer would have it open. */
import type { DocumentFile } from '../host/file/node-record.ts'
import { STYLES } from './brand.ts'
import { buildFile, page } from './build-file.ts'
import { oddLayers } from './odd-layers.ts'
import {
  BANNER,
  EMPTY,
  HIDDEN,
  IDEAS,
  LOCKED,
  MIXED,
  OLD_HERO,
  OLD_POSTER,
  PHONE,
  POSTER,
  SHAPES,
  TILE,
  TILE_INSTANCE,
} from './other-frames.ts'
import { packshotPage } from './packshot-page.ts'
import { imagesOf } from './picture-fills.ts'
import { PRODUCT_PAGE } from './product-page.ts'

/**
 * A fresh copy; pages "Shop", which is open, "Packshots", "Odd layers" and "Archive".
 *
 * @param packshots PNG or JPEG, one for each of `PACKSHOTS`
 */
export function makeShopFile(packshots: readonly Uint8Array[]): DocumentFile {
  return buildFile(
    'shop-file',
    'Kiln & Oak shop',
    [
      page('Shop', {}, [
        PRODUCT_PAGE,
        POSTER,
        PHONE,
        TILE,
        TILE_INSTANCE,
        SHAPES,
        MIXED,
        HIDDEN,
        EMPTY,
        LOCKED,
        IDEAS,
        BANNER,
      ]),
      page('Packshots', {}, [packshotPage(packshots)]),
      page('Odd layers', {}, oddLayers(packshots)),
      page('Archive', {}, [OLD_HERO, OLD_POSTER]),
    ],
    STYLES,
    imagesOf(packshots),
  )
}
