import type { ComponentChildren } from 'preact'
import { Chart, type Series } from './chart.tsx'
import { type Column, DataTable } from './data-table.tsx'

/** Its place in the lists of days. */
export type Day = { day: string; index: number }

type Props = {
  id: string
  title: string
  /** What the chart is of, for those who don't see it. */
  label: string
  days: readonly string[]
  series: Series[]
  kind: 'stack' | 'lines'
  unit: string
  /** Opens the table. */
  summary: string
  /** Besides the day. */
  columns: Column<Day>[]
  /** What changes it. */
  children?: ComponentChildren
}

/** Figures over days: a chart, and the same as a table. */
export function DaysBlock({ id, title, label, days, series, kind, unit, summary, columns, children }: Props) {
  const hasSums = columns.some(({ sum }) => sum !== undefined)
  return (
    <section class="block" aria-labelledby={id}>
      <div class="view-head">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
      <Chart
        label={`${label}; the table below has the figures`}
        days={days}
        series={series}
        kind={kind}
        unit={unit}
      />
      <details>
        <summary>{summary}</summary>
        <DataTable
          caption={title}
          rows={days.map((day, index) => ({ day, index })).reverse()}
          keyOf={({ day }) => day}
          none="No day yet."
          columns={[
            {
              title: 'Day (UTC)',
              kind: 'time',
              cell: ({ day }) => day,
              ...(hasSums ? { sum: 'in all' } : {}),
            },
            ...columns,
          ]}
        />
      </details>
    </section>
  )
}
