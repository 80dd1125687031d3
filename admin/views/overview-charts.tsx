/** What was spent and made on each of the last days. */
import { useMemo } from 'preact/hooks'
import { GROUPED_BY, type GroupedBy, type Overview } from '../../contract/admin-api.ts'
import { Choice } from '../parts/choice.tsx'
import { type Day, DaysBlock } from '../parts/days-block.tsx'
import { showNumber, showSeconds } from '../show.ts'

export type OverviewShown = { value: Overview; by: GroupedBy; onBy: (by: GroupedBy) => void }

export function OverviewCharts({ value, by, onBy }: OverviewShown) {
  const { days, groups, results, waits } = value
  const stack = useMemo(() => groups.map(({ name, credits }) => ({ name, values: credits })), [groups])
  const seconds = useMemo(
    () => [
      { name: 'median', values: waits.map((wait) => (wait === null ? null : wait.median / 1000)) },
      { name: '95th percentile', values: waits.map((wait) => (wait === null ? null : wait.p95 / 1000)) },
    ],
    [waits],
  )
  const shares = useMemo(
    () =>
      (['failed', 'unknown'] as const).map((kind) => ({
        name: kind,
        values: results.map((day) => {
          const all = day.images + day.failed + day.unknown
          return all === 0 ? null : (100 * day[kind]) / all
        }),
      })),
    [results],
  )
  return (
    <>
      <DaysBlock
        id="credits"
        title={`Credits by day and ${by}`}
        label={`Credits by day, stacked by ${by}`}
        days={days}
        series={stack}
        kind="stack"
        unit=""
        summary="Credits as a table"
        columns={[
          ...groups.map((group) => ({
            title: group.name,
            kind: 'number' as const,
            cell: ({ index }: Day) => showNumber(group.credits[index] ?? 0),
            sum: showNumber(sumOf(group.credits)),
          })),
          {
            title: 'all',
            kind: 'number',
            cell: ({ index }) => showNumber(sumOf(groups.map((group) => group.credits[index] ?? 0))),
            sum: showNumber(sumOf(groups.flatMap((group) => group.credits))),
          },
        ]}
      >
        <Choice label="Credits by" value={by} options={GROUPED_BY} onChange={onBy} />
      </DaysBlock>
      <DaysBlock
        id="seconds"
        title="Seconds from the press to the image"
        label="Seconds from the press to the image, median and 95th percentile by day"
        days={days}
        series={seconds}
        kind="lines"
        unit="s"
        summary="Seconds as a table"
        columns={[
          {
            title: 'median',
            kind: 'number',
            cell: ({ index }) => showSeconds(waits[index]?.median ?? null),
          },
          {
            title: '95th percentile',
            kind: 'number',
            cell: ({ index }) => showSeconds(waits[index]?.p95 ?? null),
          },
        ]}
      />
      <DaysBlock
        id="shares"
        title="Share of failed and unknown"
        label="Share of failed and unknown by day, in percent"
        days={days}
        series={shares}
        kind="lines"
        unit="%"
        summary="Results as a table"
        columns={(['images', 'failed', 'unknown'] as const).map((kind) => ({
          title: kind,
          kind: 'number',
          cell: ({ index }) => showNumber(results[index]?.[kind] ?? 0),
          sum: showNumber(sumOf(results.map((day) => day[kind]))),
        }))}
      />
    </>
  )
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
