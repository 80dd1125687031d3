/** What the last days have cost and brought, and what runs now. */
import { useState } from 'preact/hooks'
import { type GroupedBy, overview } from '../../contract/admin-api.ts'
import { Figure } from '../parts/figure.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { showNumber, showShare, showTime } from '../show.ts'
import { useReading } from '../use-reading.ts'
import { OverviewCharts, type OverviewShown, sumOf } from './overview-charts.tsx'

export function OverviewView() {
  const [by, setBy] = useState<GroupedBy>('team')
  const reading = useReading(`overview?by=${by}`, overview)
  return (
    <>
      <div class="view-head">
        <h1>Overview</h1>
      </div>
      <ReadingBlock reading={reading}>
        {(value) => <Figures value={value} by={by} onBy={setBy} />}
      </ReadingBlock>
    </>
  )
}

function Figures({ value, by, onBy }: OverviewShown) {
  const { groups, results, queue } = value
  const sum = (kind: 'images' | 'failed' | 'unknown') => sumOf(results.map((day) => day[kind]))
  const ended = sum('images') + sum('failed') + sum('unknown')
  const credits = sumOf(groups.flatMap((group) => group.credits))
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
      {credits === 0 && ended === 0 ? (
        <p class="muted">Nothing has been made in these days. Charts begin with the first image.</p>
      ) : (
        <OverviewCharts value={value} by={by} onBy={onBy} />
      )}
    </>
  )
}
