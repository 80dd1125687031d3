/** The right panel: the plugin, relaunch buttons of what is selected, and its measures and fills. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import type { NodeRecord } from '../host/file/node-record.ts'
import { Icon } from './icons.tsx'
import { type Stage, selectedNodes } from './stage.ts'

export function Inspector({ stage }: { stage: Stage }) {
  stage.version.value
  const { host, manifest } = stage
  const nodes = selectedNodes(host)
  const [first] = nodes
  const isOpen = stage.window.value !== null
  return (
    <aside class="panel panel-right" aria-label="Properties">
      <section>
        <h2>Plugin</h2>
        <button type="button" class="button primary wide" onClick={() => stage.runPlugin()}>
          <Icon name="play" />
          {isOpen ? 'Run plugin again' : 'Run plugin'}
        </button>
        <p class="hint">{manifest.name}</p>
        <RelaunchButtons stage={stage} nodes={nodes} />
      </section>
      {first === undefined ? (
        <section>
          <h2>Selection</h2>
          <p class="hint">Click a layer on the canvas or in the list. Hold Shift to select several.</p>
        </section>
      ) : (
        <>
          <section>
            <h2>{nodes.length === 1 ? typeName(first) : `${nodes.length} selected`}</h2>
            {nodes.length === 1 && <p class="selected-name">{first.name}</p>}
            {nodes.length === 1 && <Measures node={first} />}
          </section>
          <Fills nodes={nodes} />
        </>
      )}
    </aside>
  )
}

function typeName(node: NodeRecord): string {
  const words = node.type.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** As in Figma: buttons that a plugin left on the layers, with its description. */
function RelaunchButtons({ stage, nodes }: { stage: Stage; nodes: readonly NodeRecord[] }) {
  const buttons = (stage.manifest.relaunchButtons ?? []).filter(
    ({ command, multipleSelection }) =>
      nodes.length > 0 &&
      (nodes.length === 1 || multipleSelection === true) &&
      nodes.every((node) => command in node.relaunchData),
  )
  if (buttons.length === 0) return null
  return (
    <ul class="relaunch" aria-label="Relaunch buttons">
      {buttons.map(({ command, name }) => (
        <li key={command}>
          <button type="button" class="button wide" onClick={() => stage.runPlugin(command)}>
            {name}
          </button>
          {nodes[0]?.relaunchData[command] && <p class="hint">{nodes[0].relaunchData[command]}</p>}
        </li>
      ))}
    </ul>
  )
}

function Measures({ node }: { node: NodeRecord }) {
  const measures = [
    ['X', node.x],
    ['Y', node.y],
    ['W', node.width],
    ['H', node.height],
    ...(node.rotation === 0 ? [] : ([['°', node.rotation]] as const)),
  ] as const
  return (
    <dl class="measures">
      {measures.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{Math.round(value * 100) / 100}</dd>
        </div>
      ))}
    </dl>
  )
}

function Fills({ nodes }: { nodes: readonly NodeRecord[] }) {
  const [node] = nodes
  if (nodes.length !== 1 || node === undefined || node.fills.length === 0) return null
  return (
    <section>
      <h2>Fill</h2>
      <ul class="fills">
        {[...node.fills].reverse().map((paint, index) => (
          <li key={index} data-hidden={paint.visible === false}>
            <span class="swatch" style={{ background: swatch(paint) }} />
            {describePaint(paint)}
          </li>
        ))}
      </ul>
    </section>
  )
}

function describePaint(paint: Paint): string {
  if (paint.type === 'SOLID') return hex(paint).toUpperCase().slice(1)
  if (paint.type === 'IMAGE') return `Image, ${paint.scaleMode.toLowerCase()}`
  return paint.type.startsWith('GRADIENT') ? 'Gradient' : paint.type.toLowerCase()
}

function swatch(paint: Paint): string {
  if (paint.type === 'SOLID') return hex(paint)
  if (paint.type === 'IMAGE') return 'repeating-conic-gradient(#c8c8c8 0 25%, #f4f4f4 0 50%) 0 0 / 8px 8px'
  if ('gradientStops' in paint) {
    return `linear-gradient(135deg, ${paint.gradientStops.map((stop) => hex(stop)).join(', ')})`
  }
  return 'transparent'
}

function hex({ color }: { color: { r: number; g: number; b: number } }): string {
  const channel = (value: number) =>
    Math.round(value * 255)
      .toString(16)
      .padStart(2, '0')
  return `#${channel(color.r)}${channel(color.g)}${channel(color.b)}`
}
