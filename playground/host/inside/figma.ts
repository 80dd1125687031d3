/** The object `figma`. Runs inside QuickJS; see `transfer.ts`. */
import type { Events } from './events.ts'
import type { Link } from './link.ts'
import type { Nodes } from './nodes.ts'

export type FigmaFacts = {
  pluginId: string
  editorType: string
  mode: string
  command: string
  /** Names that throw when they are read. */
  refusedCalls: readonly string[]
}
type FigmaParts = {
  link: Link
  nodes: Nodes
  mixed: symbol
  events: Events
  uiEvents: Events
  notifyCallbacks: Map<number, { press(): unknown; dequeue(reason: string): unknown }>
  onMessageSetter(callback: unknown): void
}

export function makeFigma(facts: FigmaFacts, parts: FigmaParts): object {
  const { link, nodes, mixed, events, uiEvents, notifyCallbacks } = parts
  const create = (operation: string) => () => nodes.wrap(link.call('create', operation))
  const refuseSync = (name: string, instead: string) => () => {
    throw new Error(`in ${name}: Cannot call with documentAccess: dynamic-page. Use ${instead} instead.`)
  }
  const image = (hash: unknown) =>
    hash === null
      ? null
      : Object.freeze({
          hash,
          getBytesAsync: () => link.ask('image-bytes', hash),
          getSizeAsync: () => link.ask('image-size', hash),
        })
  const paintStyle = (style: unknown) => (style === null ? null : nodes.freeze(style))
  const withNodes = (values: unknown) =>
    Array.isArray(values) ? values.map((value) => nodes.idOf(value) ?? value) : values
  const combine = (operation: string) => (list: unknown, parent: unknown, index?: unknown) =>
    nodes.wrap(link.call('combine', operation, withNodes(list), nodes.idOf(parent), index))
  let skipsInvisible = facts.editorType === 'dev'
  let lastNotification = 0
  let messageCallback: unknown

  const viewport = {
    get center() {
      return link.call('viewport-center')
    },
    set center(value) {
      link.call('set-viewport', { center: value })
    },
    get zoom() {
      return link.call('viewport-zoom')
    },
    set zoom(value) {
      link.call('set-viewport', { zoom: value })
    },
    get bounds() {
      return link.call('viewport-bounds')
    },
    scrollAndZoomIntoView: (list: unknown) => link.call('show-nodes', withNodes(list)),
  }

  const ui = {
    show: () => link.call('set-panel', { isVisible: true }),
    hide: () => link.call('set-panel', { isVisible: false }),
    resize: (width: unknown, height: unknown) => link.call('resize-panel', width, height),
    reposition: (x: unknown, y: unknown) => link.call('move-panel', x, y),
    close: () => link.call('close-panel'),
    postMessage: (message: unknown) => link.call('post-message', message),
    get onmessage() {
      return messageCallback
    },
    set onmessage(callback) {
      messageCallback = callback
      parts.onMessageSetter(callback)
    },
    on: uiEvents.on,
    once: uiEvents.once,
    off: uiEvents.off,
  }

  const clientStorage = {
    getAsync: (key: unknown) => link.ask('storage-get', key),
    setAsync: (key: unknown, value: unknown) => link.ask('storage-set', key, value),
    deleteAsync: (key: unknown) => link.ask('storage-delete', key),
    keysAsync: () => link.ask('storage-keys'),
  }

  function notify(message: unknown, options: Record<string, unknown> = {}): { cancel(): void } {
    lastNotification += 1
    const id = lastNotification
    const button = options.button as { text?: unknown; action?: () => unknown } | undefined
    const onDequeue = options.onDequeue as ((reason: string) => unknown) | undefined
    link.call('notify', id, message, {
      timeout: options.timeout,
      error: options.error,
      buttonText: button?.text,
    })
    notifyCallbacks.set(id, {
      press: () => button?.action?.(),
      dequeue: (reason) => onDequeue?.(reason),
    })
    return { cancel: () => void link.call('cancel-notification', id) }
  }

  const figma = {
    apiVersion: '1.0.0',
    pluginId: facts.pluginId,
    editorType: facts.editorType,
    mode: facts.mode,
    command: facts.command,
    fileKey: undefined,
    get skipInvisibleInstanceChildren() {
      return skipsInvisible
    },
    set skipInvisibleInstanceChildren(isSkipping) {
      link.call('set-skip-invisible', isSkipping)
      skipsInvisible = isSkipping
    },
    mixed,
    hasMissingFont: false,
    viewport: Object.freeze(viewport),
    ui: Object.preventExtensions(ui),
    clientStorage: Object.freeze(clientStorage),

    get currentUser() {
      return link.call('current-user')
    },
    get root() {
      return nodes.wrap(link.call('root'))
    },
    get currentPage() {
      return nodes.wrap(link.call('current-page'))
    },
    set currentPage(_) {
      refuseSync('set_currentPage', 'figma.setCurrentPageAsync')()
    },
    setCurrentPageAsync: (page: unknown) => link.ask('set-current-page', nodes.idOf(page)),
    loadAllPagesAsync: () => link.ask('load-all-pages'),

    on: events.on,
    once: events.once,
    off: events.off,
    showUI: (html: unknown, options: unknown = {}) => void link.call('show-ui', html, options),
    closePlugin: (message?: unknown) => void link.call('close-plugin', message),
    notify,
    openExternal: (url: unknown) => void link.call('open-external', url),
    commitUndo: () => void link.call('commit-undo'),
    triggerUndo: () => void link.call('trigger-undo'),

    getNodeById: refuseSync('getNodeById', 'figma.getNodeByIdAsync'),
    getNodeByIdAsync: async (id: unknown) => nodes.wrap(await link.ask('node-by-id', id)),
    getStyleById: refuseSync('getStyleById', 'figma.getStyleByIdAsync'),
    getStyleByIdAsync: async (id: unknown) => paintStyle(await link.ask('style-by-id', id)),
    getLocalPaintStyles: refuseSync('getLocalPaintStyles', 'figma.getLocalPaintStylesAsync'),
    getLocalPaintStylesAsync: async () => nodes.freeze(await link.ask('local-paint-styles')),
    getSelectionColors: () => nodes.freeze(link.call('selection-colors')),
    loadFontAsync: (font: unknown) => link.ask('load-font', font),
    listAvailableFontsAsync: () => link.ask('list-fonts'),

    createRectangle: create('RECTANGLE'),
    createEllipse: create('ELLIPSE'),
    createLine: create('LINE'),
    createPolygon: create('POLYGON'),
    createStar: create('STAR'),
    createVector: create('VECTOR'),
    createSlice: create('SLICE'),
    createBooleanOperation: create('BOOLEAN_OPERATION'),
    union: combine('UNION'),
    subtract: combine('SUBTRACT'),
    intersect: combine('INTERSECT'),
    exclude: combine('EXCLUDE'),
    combineAsVariants: (list: unknown, parent: unknown, index?: unknown) =>
      nodes.wrap(link.call('combine-as-variants', withNodes(list), nodes.idOf(parent), index)),
    createFrame: create('FRAME'),
    createText: create('TEXT'),
    createSection: create('SECTION'),
    createComponent: create('COMPONENT'),
    createPage: create('PAGE'),
    createComponentFromNode: (node: unknown) =>
      nodes.wrap(link.call('create-component-from', nodes.idOf(node))),
    group: (list: unknown, parent: unknown, index?: unknown) =>
      nodes.wrap(link.call('group', withNodes(list), nodes.idOf(parent), index)),
    ungroup: (node: unknown) => nodes.wrapAll(link.call('ungroup', nodes.idOf(node))),

    createImage: (bytes: unknown) => image(link.call('create-image', bytes)),
    createImageAsync: async (url: unknown) => image(await link.ask('create-image-from', url)),
    getImageByHash: (hash: unknown) => image(link.call('find-image', hash)),
    base64Encode: (bytes: unknown) => link.call('base64-encode', bytes),
    base64Decode: (text: unknown) => link.call('base64-decode', text),

    util: Object.freeze({
      solidPaint: (color: unknown, overrides?: unknown) => link.call('solid-paint', color, overrides),
      rgb: (color: unknown) => link.call('parse-color', color, false),
      rgba: (color: unknown) => link.call('parse-color', color, true),
    }),
  }
  for (const name of facts.refusedCalls) {
    Object.defineProperty(figma, name, {
      enumerable: true,
      get() {
        throw new Error(`The stand-in for Figma does not have figma.${name}`)
      },
    })
  }
  return Object.preventExtensions(figma)
}
