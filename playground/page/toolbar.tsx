/** The bar at the foot of the canvas, and the notes at its top. */
import type { ComponentChildren } from 'preact'
import { Icon, type IconName } from './icons.tsx'
import { currentPage, type Stage } from './stage.ts'
import { boxAround, fitBox, zoomAround } from './view.ts'

const ZOOM_STEP = 1.5

function Tool(props: { label: string; icon: IconName; isPressed?: boolean; onClick(): void }) {
  return (
    <button
      type="button"
      class="tool"
      title={props.label}
      aria-label={props.label}
      aria-pressed={props.isPressed}
      onClick={props.onClick}
    >
      <Icon name={props.icon} />
    </button>
  )
}

export function Toolbar({ stage }: { stage: Stage }) {
  stage.viewVersion.value
  const { host } = stage
  return (
    <div class="toolbar" role="toolbar" aria-label="Canvas">
      <Tool label="Undo" icon="undo" onClick={() => host.undo()} />
      <Tool label="Redo" icon="redo" onClick={() => host.redo()} />
      <span class="divider" />
      <Tool label="Zoom out" icon="minus" onClick={() => zoomBy(stage, 1 / ZOOM_STEP)} />
      <span class="zoom" role="status" aria-label="Zoom">
        {Math.round(host.viewport.zoom * 100)}%
      </span>
      <Tool label="Zoom in" icon="plus" onClick={() => zoomBy(stage, ZOOM_STEP)} />
      <Tool label="Zoom to fit" icon="fit" onClick={() => zoomToFit(stage)} />
      <Tool label="Zoom to selection" icon="selection" onClick={() => zoomToSelection(stage)} />
      <span class="divider" />
      <Tool
        label="Dev Mode"
        icon="code"
        isPressed={stage.editor === 'dev'}
        onClick={() => stage.setEditor(stage.editor === 'dev' ? 'figma' : 'dev')}
      />
    </div>
  )
}

export function TopBar({ stage }: { stage: Stage }) {
  const isDark = stage.theme.value === 'dark'
  const isReal = stage.rivya === 'real'
  return (
    <div class="topbar">
      <Note isWarning={isReal}>
        {isReal ? 'Rivya: real service, images cost credits' : 'Rivya: stand-in, nothing is paid'}
      </Note>
      {stage.editor === 'dev' && <Note isWarning>Dev Mode: read only</Note>}
      <span class="grow" />
      <Tool
        label={isDark ? 'Light theme' : 'Dark theme'}
        icon={isDark ? 'sun' : 'moon'}
        onClick={() => stage.setTheme(isDark ? 'light' : 'dark')}
      />
      <a
        class="button"
        href="/admin"
        target="_blank"
        rel="noopener"
        title="Of the relay: people, limits, reports"
      >
        Admin’s page
      </a>
      <button type="button" class="button" onClick={stage.reset} title="Forget all changes and start afresh">
        Reset
      </button>
    </div>
  )
}

function Note({ isWarning, children }: { isWarning: boolean; children: ComponentChildren }) {
  return (
    <span class="note" data-warning={isWarning}>
      {children}
    </span>
  )
}

export function zoomBy(stage: Stage, factor: number): void {
  const { size } = stage.host.viewport
  zoomAround(stage.host, factor, { x: size.width / 2, y: size.height / 2 })
}

export function zoomToFit(stage: Stage): void {
  const box = boxAround(stage.host, currentPage(stage.host).children)
  if (box !== null) fitBox(stage.host, box)
}

/** Does nothing without a selection. */
export function zoomToSelection(stage: Stage): void {
  const box = boxAround(stage.host, stage.host.selection)
  if (box !== null) fitBox(stage.host, box)
}
