/** The canvas: drawing, panning, zooming, and selecting with the pointer. */
import { useEffect, useRef } from 'preact/hooks'
import { drawCanvas, type Marquee } from './draw-canvas.ts'
import { watchPointer } from './pointer.ts'
import { currentPage, type Stage, selectedNodes } from './stage.ts'

export function CanvasArea({ stage }: { stage: Stage }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  stage.version.value

  useEffect(() => {
    const element = canvas.current
    if (element === null) return
    const overlay: { hoveredId: string | null; marquee: Marquee } = { hoveredId: null, marquee: null }
    let frame = 0
    const redraw = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() =>
        drawCanvas(element, stage.host, { theme: stage.theme.value, ...overlay }),
      )
    }
    const sizes = new ResizeObserver(() => {
      const { width, height } = element.getBoundingClientRect()
      element.width = Math.max(1, Math.round(width * devicePixelRatio))
      element.height = Math.max(1, Math.round(height * devicePixelRatio))
      stage.host.look({ size: { width: Math.max(1, width), height: Math.max(1, height) } })
    })
    sizes.observe(element)
    const stopWatching = watchPointer(element, stage.host, (change) => {
      Object.assign(overlay, change)
      redraw()
    })
    const signals = [stage.version, stage.viewVersion, stage.theme]
    const stopListening = signals.map((changed) => changed.subscribe(redraw))
    return () => {
      sizes.disconnect()
      stopWatching()
      for (const stop of stopListening) stop()
      cancelAnimationFrame(frame)
    }
  }, [stage])

  return (
    <canvas
      ref={canvas}
      class="canvas"
      role="img"
      aria-label={`Canvas, page ${currentPage(stage.host).name}. ${describeSelection(stage)}`}
    />
  )
}

function describeSelection(stage: Stage): string {
  const names = selectedNodes(stage.host).map((node) => node.name)
  return names.length === 0 ? 'Nothing selected.' : `Selected: ${names.join(', ')}.`
}
