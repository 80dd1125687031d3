/** The plugin's window as Figma shows it, with its `ui.html` in a sandboxed iframe of null origin. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { PanelWindow } from '../host/host.ts'
import { Icon } from './icons.tsx'
import { iframeDocument, themeMessage } from './iframe-document.ts'
import { readPluginDrop } from './plugin-drop.ts'
import type { Stage } from './stage.ts'
import { toCanvas } from './view.ts'

const TITLE_HEIGHT_PX = 40
/** Above and below the window, where it stands at first. */
const AROUND_PX = 72 + 16

type Point = { x: number; y: number }

export function PluginWindow({ stage }: { stage: Stage }) {
  const window = stage.window.value
  return window === null ? null : <OpenWindow key={window.number} stage={stage} window={window} />
}

function OpenWindow({ stage, window: panel }: { stage: Stage; window: PanelWindow }) {
  const frame = useRef<HTMLIFrameElement>(null)
  const [place, setPlace] = useState<Point | null>(null)
  const [source] = useState(() =>
    iframeDocument(panel.html, stage.manifest, panel.hasThemeColors ? stage.theme.value : null),
  )

  // In the turn that makes the iframe: an ordinary effect can come after it has loaded, when it is too late to listen.
  useLayoutEffect(() => connect(frame.current, stage), [stage])
  useEffect(() => {
    if (panel.hasThemeColors) frame.current?.contentWindow?.postMessage(themeMessage(stage.theme.value), '*')
  }, [stage.theme.value, panel.hasThemeColors, stage])

  function startDrag(event: PointerEvent): void {
    const bar = event.currentTarget
    if (!(bar instanceof HTMLElement) || (event.target instanceof Element && event.target.closest('button')))
      return
    const box = bar.parentElement?.getBoundingClientRect()
    if (box === undefined) return
    const offset = { x: event.clientX - box.left, y: event.clientY - box.top }
    bar.setPointerCapture(event.pointerId)
    const move = (moved: PointerEvent) =>
      setPlace({
        x: Math.min(Math.max(0, moved.clientX - offset.x), innerWidth - TITLE_HEIGHT_PX),
        y: Math.min(Math.max(0, moved.clientY - offset.y), innerHeight - TITLE_HEIGHT_PX),
      })
    bar.addEventListener('pointermove', move)
    bar.addEventListener('lostpointercapture', () => bar.removeEventListener('pointermove', move), {
      once: true,
    })
  }

  return (
    <section
      class="plugin-window"
      aria-label={`Plugin ${panel.title}`}
      hidden={!panel.isVisible}
      style={{
        width: `${panel.width}px`,
        ...(place === null ? {} : { left: `${place.x}px`, top: `${place.y}px`, right: 'auto' }),
      }}
    >
      <header class="plugin-title" onPointerDown={startDrag}>
        <span class="plugin-icon" aria-hidden="true" />
        <span class="plugin-name">{panel.title}</span>
        <button
          type="button"
          class="tool"
          aria-label="Close plugin"
          title="Close plugin"
          onClick={stage.closePlugin}
        >
          <Icon name="close" />
        </button>
      </header>
      <iframe
        ref={frame}
        title={panel.title}
        sandbox="allow-scripts"
        srcdoc={source}
        style={{ height: `min(${panel.height}px, 100vh - ${TITLE_HEIGHT_PX + AROUND_PX}px)` }}
      />
    </section>
  )
}

/** Carries messages both ways from the moment the iframe has loaded. */
function connect(frame: HTMLIFrameElement | null, stage: Stage): () => void {
  const { host, manifest } = stage
  let stopPanel: (() => void) | null = null

  function onLoad(): void {
    stopPanel?.()
    stopPanel = host.panel.onMessage((message) =>
      frame?.contentWindow?.postMessage({ pluginMessage: message, pluginId: manifest.id }, '*'),
    )
  }
  function onMessage({ source, data }: MessageEvent): void {
    if (frame === null || source !== frame.contentWindow || typeof data !== 'object' || data === null) return
    if ('pluginMessage' in data) host.panel.send(data.pluginMessage)
    if ('pluginDrop' in data) {
      const box = frame.getBoundingClientRect()
      const canvas = document.querySelector('canvas.canvas')?.getBoundingClientRect()
      if (canvas === undefined) return
      const place = (x: number, y: number) =>
        toCanvas(host.viewport, { x: box.left + x - canvas.left, y: box.top + y - canvas.top })
      readPluginDrop(data.pluginDrop, place).then(host.drop, (error) => console.error(error))
    }
  }
  // At once, not when the window is taken away: the next run may start before that, and its messages are not for this iframe.
  const stopClosed = host.on('closed', () => stopPanel?.())
  frame?.addEventListener('load', onLoad)
  window.addEventListener('message', onMessage)
  return () => {
    stopClosed()
    stopPanel?.()
    frame?.removeEventListener('load', onLoad)
    window.removeEventListener('message', onMessage)
  }
}
