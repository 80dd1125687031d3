import type { ImageMimeType, Size } from '../../../contract/model.ts'

export type Cleaned = {
  /** The same picture with nothing beside it but a colour profile, if it has one. Not turned upright. */
  bytes: Uint8Array<ArrayBuffer>
  mimeType: ImageMimeType
  /** As it is stored, in pixels; null when the file does not say as it should. */
  size: Size | null
  /** 1 to 8 as in EXIF: how what is stored is to be turned. */
  orientation: number
  /** A still picture of 8 bits in sRGB: as far as colours go, it may be sent as it is. */
  isPlain: boolean
  mayBeTransparent: boolean
}
