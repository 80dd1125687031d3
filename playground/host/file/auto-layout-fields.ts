/** Auto layout: what a frame says of its children, and what each child says of itself. */

export type AutoLayoutFields = {
  layoutMode: 'NONE' | 'HORIZONTAL' | 'VERTICAL'
  layoutWrap: 'NO_WRAP' | 'WRAP'
  primaryAxisSizingMode: 'FIXED' | 'AUTO'
  counterAxisSizingMode: 'FIXED' | 'AUTO'
  primaryAxisAlignItems: 'MIN' | 'MAX' | 'CENTER' | 'SPACE_BETWEEN'
  counterAxisAlignItems: 'MIN' | 'MAX' | 'CENTER' | 'BASELINE'
  paddingLeft: number
  paddingTop: number
  paddingRight: number
  paddingBottom: number
  itemSpacing: number
  /** Between the lines of a wrapped one; null: as `itemSpacing`. */
  counterAxisSpacing: number | null

  layoutPositioning: 'AUTO' | 'ABSOLUTE'
  layoutAlign: 'MIN' | 'CENTER' | 'MAX' | 'STRETCH' | 'INHERIT'
  layoutGrow: number
  minWidth: number | null
  maxWidth: number | null
  minHeight: number | null
  maxHeight: number | null
}

export const NO_AUTO_LAYOUT: AutoLayoutFields = {
  layoutMode: 'NONE',
  layoutWrap: 'NO_WRAP',
  primaryAxisSizingMode: 'AUTO',
  counterAxisSizingMode: 'FIXED',
  primaryAxisAlignItems: 'MIN',
  counterAxisAlignItems: 'MIN',
  paddingLeft: 0,
  paddingTop: 0,
  paddingRight: 0,
  paddingBottom: 0,
  itemSpacing: 0,
  counterAxisSpacing: null,
  layoutPositioning: 'AUTO',
  layoutAlign: 'INHERIT',
  layoutGrow: 0,
  minWidth: null,
  maxWidth: null,
  minHeight: null,
  maxHeight: null,
}
