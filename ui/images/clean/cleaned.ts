import type { ImageMimeType } from '../../../contract/model.ts'

export type Cleaned = {
  /** The same picture with nothing beside it but a colour profile, if it has one. Not turned upright. */
  bytes: Uint8Array<ArrayBuffer>
  mimeType: ImageMimeType
  /** 1 to 8 as in EXIF: how what is stored is to be turned. */
  orientation: number
  /** A still picture of 8 bits in sRGB: as far as colours go, it may be sent as it is. */
  isPlain: boolean
  mayBeTransparent: boolean
}
