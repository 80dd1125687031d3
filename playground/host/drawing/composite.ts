/** Figma's blend modes by the names that a canvas has for them. */
import type { BlendMode } from '@figma/plugin-typings/plugin-api-standalone'
import type { Composite } from './canvas.ts'

const COMPOSITES: Readonly<Partial<Record<BlendMode, Composite>>> = {
  DARKEN: 'darken',
  MULTIPLY: 'multiply',
  COLOR_BURN: 'color-burn',
  LIGHTEN: 'lighten',
  SCREEN: 'screen',
  COLOR_DODGE: 'color-dodge',
  OVERLAY: 'overlay',
  SOFT_LIGHT: 'soft-light',
  HARD_LIGHT: 'hard-light',
  DIFFERENCE: 'difference',
  EXCLUSION: 'exclusion',
  HUE: 'hue',
  SATURATION: 'saturation',
  COLOR: 'color',
  LUMINOSITY: 'luminosity',
}

/** Modes that a canvas does not know are drawn as if they were "Normal". */
export function compositeOf(mode: BlendMode | undefined): Composite {
  return (mode && COMPOSITES[mode]) ?? 'source-over'
}
