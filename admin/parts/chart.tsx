/** Columns or lines over days. For those who don't see it the table beside it says the same. */
import { useEffect, useRef } from 'preact/hooks'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'

export type Series = { name: string; values: (number | null)[] }

type Props = {
  label: string
  days: readonly string[]
  series: Series[]
  /** `stack`: columns on top of each other. */
  kind: 'stack' | 'lines'
  unit: string
}

const HEIGHT_PX = 240
/** Told apart by lightness, too, for those who see few colours; the first is the largest. */
const COLOURS = ['#0d99ff', '#9747ff', '#14ae5c', '#e8830c', '#d6336c', '#0aa5a8', '#8d6e4a', '#8c8c8c']

function colourOf(index: number): string {
  return COLOURS[index % COLOURS.length] ?? '#8c8c8c'
}

export function Chart({ label, days, series, kind, unit }: Props) {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const root = place.current
    if (root === null) return
    const draw = () => makePlot(root, { days, series, kind, unit })
    let plot = draw()
    const resized = new ResizeObserver(() => plot.setSize({ width: root.clientWidth, height: HEIGHT_PX }))
    resized.observe(root)
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const redraw = () => {
      plot.destroy()
      plot = draw()
    }
    scheme.addEventListener('change', redraw)
    return () => {
      scheme.removeEventListener('change', redraw)
      resized.disconnect()
      plot.destroy()
    }
  }, [days, series, kind, unit])
  return (
    <figure class="chart">
      <div ref={place} role="img" aria-label={label} />
      <ul class="legend" aria-hidden="true">
        {series.map(({ name }, index) => (
          <li key={name}>
            <svg viewBox="0 0 10 10" width="10" height="10" aria-hidden="true">
              <rect width="10" height="10" rx="2" fill={colourOf(index)} />
            </svg>
            {name}
          </li>
        ))}
      </ul>
    </figure>
  )
}

function makePlot(root: HTMLElement, { days, series, kind, unit }: Omit<Props, 'label'>): uPlot {
  const style = getComputedStyle(root)
  const axis = {
    stroke: style.color,
    font: '11px system-ui, sans-serif',
    grid: { stroke: style.borderTopColor, width: 1 },
    ticks: { show: false },
  }
  const drawn = kind === 'stack' ? stackUp(series) : series
  const options: uPlot.Options = {
    width: root.clientWidth,
    height: HEIGHT_PX,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [-0.6, days.length - 0.4] },
      y: { range: (_plot, _min, max) => [0, max > 0 ? max * 1.08 : 1] },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        size: 28,
        splits: () => days.map((_, index) => index).filter((index) => (days.length - 1 - index) % 7 === 0),
        values: (_plot, splits) => splits.map((index) => (days[index] ?? '').slice(5)),
      },
      {
        ...axis,
        size: 64,
        values: (_plot, splits) => splits.map((value) => `${value.toLocaleString('en')} ${unit}`.trim()),
      },
    ],
    series: [
      {},
      ...drawn.map(({ name }, index) => {
        const colour = colourOf(series.findIndex((each) => each.name === name))
        return kind === 'stack'
          ? { label: name, fill: colour, stroke: colour, width: 0, paths: bars, points: { show: false } }
          : {
              label: name,
              stroke: colour,
              width: 2,
              dash: index === 0 ? [] : [6, 4],
              points: { size: 5, fill: colour },
            }
      }),
    ],
  }
  return new uPlot(options, [days.map((_, index) => index), ...drawn.map(({ values }) => values)], root)
}

const bars = uPlot.paths.bars?.({ size: [0.72, 40], gap: 0 }) ?? (() => null)

/** Each on top of those before it; the highest is drawn first, behind the others. */
function stackUp(series: Series[]): Series[] {
  const heights: number[] = []
  const stacked = series.map(({ name, values }) => ({
    name,
    values: values.map((value, day) => {
      heights[day] = (heights[day] ?? 0) + (value ?? 0)
      return heights[day] ?? 0
    }),
  }))
  return stacked.reverse()
}
