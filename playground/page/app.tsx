/** The page: panels around the canvas, and the plugin's window above it. */
import { useEffect } from 'preact/hooks'
import { CanvasArea } from './canvas-area.tsx'
import { Inspector } from './inspector.tsx'
import { LayersPanel } from './layers-panel.tsx'
import { PluginWindow } from './plugin-window.tsx'
import type { Stage } from './stage.ts'
import { themeCss } from './theme-variables.ts'
import { Toasts } from './toasts.tsx'
import { Toolbar, TopBar } from './toolbar.tsx'

export function App({ stage }: { stage: Stage }) {
  const theme = stage.theme.value
  useEffect(() => {
    document.documentElement.dataset.theme = theme
  }, [theme])
  return (
    <>
      <style>{themeCss(theme)}</style>
      <LayersPanel stage={stage} />
      <main class="stage" aria-label="Canvas">
        <h1 class="visually-hidden">{stage.host.document.name}</h1>
        <CanvasArea stage={stage} />
        <TopBar stage={stage} />
        <Toolbar stage={stage} />
        <Toasts stage={stage} />
      </main>
      <Inspector stage={stage} />
      <PluginWindow stage={stage} />
    </>
  )
}
