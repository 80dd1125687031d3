/** What the last days have cost and brought, and what runs now. */
import { useMemo, useState } from 'preact/hooks'
import { GROUPED_BY, type GroupedBy, type Overview, overview } from '../../contract/admin-api.ts'
import { Chart } from '../parts/chart.tsx'
import { Choice } from '../parts/choice.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { Figure } from '../parts/figure.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { showNumber, showSeconds, showShare, showTime } from '../show.ts'
import { useReading } from '../use-reading.ts'

export function OverviewView() {
  const [by, setBy] = useState<GroupedBy>('team')
  const reading = useReading(`overview?by=${by}`, overview)
  return (
    <>
      <div class="view-head">
        <h1>Overview</h1>
        <Choice label="Credits by" value={by} options={GROUPED_BY} onChange={setBy} />
      </div>
      <ReadingBlock reading={reading}>{(value) => <Figures value={value} by={by} />}</ReadingBlock>
    </>
  )
}

function Figures({ value, by }: { value: Overview; by: GroupedBy }) {
  const { days, groups, results, waits, queue } = value
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
  const sum = (kind: 'images' | 'failed' | 'unknown') => results.reduce((all, day) => all + day[kind], 0)
  const ended = sum('images') + sum('failed') + sum('unknown')
  const credits = groups.reduce((all, group) => all + add(group.credits), 0)
  const newestFirst = days.map((day, index) => ({ day, index })).reverse()
  return (
    <>
      <dl class="figures">
        <Figure title="Credits in 30 days" value={showNumber(credits)} />
        <Figure title="Images in 30 days" value={showNumber(sum('images'))} />
        <Figure title="Failed" value={showShare(sum('failed'), ended)} />
        <Figure title="Unknown" value={showShare(sum('unknown'), ended)} />
        <Figure title="At Rivya now" value={showNumber(queue.in_flight)} />
        <Figure
          title="Waiting"
          value={queue.paused_at === null ? showNumber(queue.queued) : `${showNumber(queue.queued)}, paused`}
        />
      </dl>
      {queue.oldest_at !== null && (
        <p class="muted">The first in line was accepted at {showTime(queue.oldest_at)} UTC.</p>
      )}
      <section class="block" aria-labelledby="credits">
        <h2 id="credits">Credits by day and {by}</h2>
        <Chart
          label={`Credits by day, stacked by ${by}; the table below has the figures`}
          days={days}
          series={stack}
          kind="stack"
          unit=""
        />
        <details>
          <summary>Credits as a table</summary>
          <DataTable
            caption={`Credits by day and ${by}`}
            rows={newestFirst}
            keyOf={({ day }) => day}
            none="No day yet."
            columns={[
              { title: 'Day (UTC)', cell: ({ day }) => day, sum: 'in all' },
              ...groups.map((group) => ({
                title: group.name,
                isNumber: true,
                cell: ({ index }: { index: number }) => showNumber(group.credits[index] ?? 0),
                sum: showNumber(add(group.credits)),
              })),
              {
                title: 'all',
                isNumber: true,
                cell: ({ index }) => showNumber(add(groups.map((group) => group.credits[index] ?? 0))),
                sum: showNumber(credits),
              },
            ]}
          />
        </details>
      </section>
      <section class="block" aria-labelledby="seconds">
        <h2 id="seconds">Seconds from the press to the image</h2>
        <Chart
          label="Seconds from the press to the image, median and 95th percentile by day; the table below has the figures"
          days={days}
          series={seconds}
          kind="lines"
          unit="s"
        />
        <details>
          <summary>Seconds as a table</summary>
          <DataTable
            caption="Seconds from the press to the image by day"
            rows={newestFirst}
            keyOf={({ day }) => day}
            none="No day yet."
            columns={[
              { title: 'Day (UTC)', cell: ({ day }) => day },
              {
                title: 'median',
                isNumber: true,
                cell: ({ index }) => showSeconds(waits[index]?.median ?? null),
              },
              {
                title: '95th percentile',
                isNumber: true,
                cell: ({ index }) => showSeconds(waits[index]?.p95 ?? null),
              },
            ]}
          />
        </details>
      </section>
      <section class="block" aria-labelledby="shares">
        <h2 id="shares">Share of failed and unknown</h2>
        <Chart
          label="Share of failed and unknown by day, in percent; the table below has the figures"
          days={days}
          series={shares}
          kind="lines"
          unit="%"
        />
        <details>
          <summary>Results as a table</summary>
          <DataTable
            caption="Results by day"
            rows={newestFirst}
            keyOf={({ day }) => day}
            none="No day yet."
            columns={[
              { title: 'Day (UTC)', cell: ({ day }) => day, sum: 'in all' },
              ...(['images', 'failed', 'unknown'] as const).map((kind) => ({
                title: kind,
                isNumber: true,
                cell: ({ index }: { index: number }) => showNumber(results[index]?.[kind] ?? 0),
                sum: showNumber(sum(kind)),
              })),
            ]}
          />
        </details>
      </section>
    </>
  )
}

function add(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0)
}
