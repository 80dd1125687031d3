/**
 * What Figma's typings give nodes and `figma` beyond what the stand-in does. The names are there, so that `in` answers as it
 * does in Figma, and reading one throws an error that names it: nothing can come to depend on what is not checked here.
 */
import type { HostNodeType } from './node-record.ts'

const names = (text: string): readonly string[] => text.trim().split(/\s+/)

const node = names(`
  getCSSAsync getTopLevelFrame getDevResourcesAsync addDevResourceAsync editDevResourceAsync deleteDevResourceAsync
  setDevResourcePreviewAsync`)
const parent = names('findWidgetNodesByWidgetId')
const modes = names(`
  explicitVariableModes clearExplicitVariableModeForCollection setExplicitVariableModeForCollection`)
const scene = [
  ...node,
  ...modes,
  ...names(`
    stuckNodes attachedConnectors componentPropertyReferences setBoundVariable inferredVariables
    resolvedVariableModes animationStyles animations manualKeyframeTracks timelines applyAnimationStyle
    removeAnimationStyle applyManualKeyframeTrack removeManualKeyframeTrack setTimelineDuration`),
]
const layout = names(`
  constrainProportions setGridChildPosition gridRowAnchorIndex gridColumnAnchorIndex gridRowSpan gridColumnSpan
  gridChildHorizontalAlign gridChildVerticalAlign`)
const aspectRatio = names('targetAspectRatio lockAspectRatio unlockAspectRatio')
const effects = names('effectStyleId setEffectStyleIdAsync')
const reactions = names('reactions setReactionsAsync')
const minimalStrokes = names('strokeStyleId setStrokeStyleIdAsync strokeJoin dashPattern strokeGeometry')
const geometry = [
  ...minimalStrokes,
  ...names(`
    strokeCap strokeMiterLimit outlineStroke fillGeometry variableWidthStrokeProperties complexStrokeProperties`),
]
const corners = names('cornerSmoothing')
const sideStrokes = names('strokeTopWeight strokeBottomWeight strokeLeftWeight strokeRightWeight')
const annotations = names('annotations')
const oldFrame = names('expanded backgrounds backgroundStyleId')
const prototype = names(`
  overflowDirection numberOfFixedChildren overlayPositionType overlayBackground overlayBackgroundInteraction`)

const shape = [...scene, ...layout, ...effects, ...geometry]
const drawing = [...shape, ...reactions, ...annotations]
const frame = [
  ...shape,
  ...parent,
  ...aspectRatio,
  ...annotations,
  ...corners,
  ...sideStrokes,
  ...oldFrame,
  ...names(`
    devStatus guides detachedInfo layoutGrids gridStyleId setGridStyleIdAsync inferredAutoLayout horizontalPadding
    verticalPadding strokesIncludedInLayout counterAxisAlignContent itemReverseZIndex gridRowCount gridColumnCount
    gridRowGap gridColumnGap gridRowSizes gridColumnSizes appendChildAt gridAutoTracks gridItemsPositioning reorderRows
    reorderColumns`),
]
const liveFrame = [...frame, ...reactions, ...prototype]
const published = names(`
  descriptionMarkdown documentationLinks remote getPublishStatusAsync componentPropertyDefinitions addComponentProperty
  editComponentProperty deleteComponentProperty`)
const letters = names(`
  autoRename textStyleId setTextStyleIdAsync fontWeight textCase openTypeFeatures hyperlink insertCharacters
  deleteCharacters getRangeFontSize setRangeFontSize getRangeFontName setRangeFontName getRangeFontWeight
  getRangeAllFontNames getRangeTextCase setRangeTextCase getRangeOpenTypeFeatures getRangeLetterSpacing
  setRangeLetterSpacing getRangeHyperlink setRangeHyperlink getRangeTextStyleId setRangeTextStyleIdAsync
  setRangeTextStyleId getRangeFillStyleId setRangeFillStyleIdAsync setRangeFillStyleId getRangeBoundVariable
  setRangeBoundVariable`)
const paragraphs = names(`
  textTruncation maxLines paragraphIndent paragraphSpacing textWrapStyle listSpacing hangingPunctuation hangingList
  textDecoration textDecorationStyle textDecorationOffset textDecorationThickness textDecorationColor
  textDecorationSkipInk leadingTrim getRangeTextDecoration setRangeTextDecoration getRangeTextDecorationStyle
  setRangeTextDecorationStyle getRangeTextDecorationOffset setRangeTextDecorationOffset getRangeTextDecorationThickness
  setRangeTextDecorationThickness getRangeTextDecorationColor setRangeTextDecorationColor getRangeTextDecorationSkipInk
  setRangeTextDecorationSkipInk getRangeLineHeight setRangeLineHeight getRangeListOptions setRangeListOptions
  getRangeListSpacing setRangeListSpacing getRangeIndentation setRangeIndentation getRangeParagraphIndent
  setRangeParagraphIndent getRangeParagraphSpacing setRangeParagraphSpacing getRangeTextWrapStyle setRangeTextWrapStyle`)
const network = names('vectorNetwork handleMirroring')

export const REFUSED_MEMBERS: Readonly<Record<HostNodeType, readonly string[]>> = {
  DOCUMENT: [...node, ...parent],
  PAGE: [
    ...node,
    ...parent,
    ...modes,
    ...names(`
      guides selectedTextRange flowStartingPoints prototypeBackgrounds prototypeStartNode isPageDivider focusedSlide
      focusedNode exportSettings exportAsync getMeasurements getMeasurementsForNode addMeasurement editMeasurement
      deleteMeasurement`),
  ],
  FRAME: liveFrame,
  COMPONENT: [
    ...liveFrame,
    ...published,
    ...names('createSlot getInstancesAsync instances variantProperties'),
  ],
  COMPONENT_SET: [...frame, ...published, ...names('variantGroupProperties')],
  INSTANCE: [
    ...liveFrame,
    ...names(`
      swapComponent setProperties componentProperties scaleFactor exposedInstances isExposedInstance overrides
      resetOverrides removeOverrides variantProperties`),
  ],
  GROUP: [...scene, ...layout, ...effects, ...reactions, ...parent, ...aspectRatio, ...oldFrame],
  SECTION: [...scene, ...parent, ...aspectRatio, ...minimalStrokes, ...corners, ...names('devStatus')],
  BOOLEAN_OPERATION: [...shape, ...reactions, ...parent, ...aspectRatio, ...corners, ...names('expanded')],
  RECTANGLE: [...drawing, ...aspectRatio, ...corners, ...sideStrokes],
  ELLIPSE: [...drawing, ...aspectRatio, ...corners],
  POLYGON: [...drawing, ...aspectRatio, ...corners],
  STAR: [...drawing, ...aspectRatio, ...corners],
  VECTOR: [...drawing, ...aspectRatio, ...corners, ...network, ...names('setVectorNetworkAsync')],
  LINE: drawing,
  TEXT: [...drawing, ...aspectRatio, ...letters, ...paragraphs],
  TEXT_PATH: [...drawing, ...aspectRatio, ...letters, ...network, ...names('textPathStartData')],
  SLICE: [...scene, ...layout],
}

/** Of `figma` itself. */
export const REFUSED_CALLS = names(`
  widgetId timer activeUsers textreview codegen vscode devResources payments saveVersionHistoryAsync constants parameters
  motion variables teamLibrary annotations buzz createPageDivider createSlide createSlideRow createSticky createConnector
  createShapeWithText createCodeBlock createTable createTextPath createNodeFromJSXAsync createPaintStyle createTextStyle
  createEffectStyle createGridStyle createCustomAnimationStyle getLocalTextStylesAsync getLocalTextStyles
  getLocalEffectStylesAsync getLocalEffectStyles getLocalGridStylesAsync getLocalGridStyles
  getLocalCustomAnimationStylesAsync getLocalCustomAnimationStyles moveLocalPaintStyleAfter moveLocalTextStyleAfter
  moveLocalEffectStyleAfter moveLocalGridStyleAfter moveLocalCustomAnimationStyleAfter moveLocalPaintFolderAfter
  moveLocalTextFolderAfter moveLocalEffectFolderAfter moveLocalGridFolderAfter moveLocalCustomAnimationFolderAfter
  importComponentByKeyAsync importComponentSetByKeyAsync importStyleByKeyAsync listAvailableShaders importShaderById
  getFontFamilyVariationAxes createNodeFromSvg createVideoAsync createLinkPreviewAsync createGif transformGroup flatten
  getFileThumbnailNodeAsync getFileThumbnailNode setFileThumbnailNodeAsync getSlideGrid setSlideGrid getCanvasGrid
  setCanvasGrid createCanvasRow moveNodesToCoord loadBrushesAsync`)
