/** RGBA, straight alpha, sRGB, rows from the top. */
export type Pixels = { width: number; height: number; data: Uint8ClampedArray }

/** Whole pixels of the picture it lies in. */
export type Box = { x: number; y: number; width: number; height: number }

export type Fitted = {
  kind: 'fitted'
  pixels: Pixels
  /** Where the middle of what was sent has moved to in what came back, in pixels of what was sent. */
  shift: { x: number; y: number }
  /** How much larger than it was sent the picture came back; 1 for as large. */
  scale: number
  /** 0 to 1: of what should be the same, how much is. */
  confidence: number
}

/** It came back as something else: nothing is forced. */
export type Unfit = { kind: 'unfit'; confidence: number }
