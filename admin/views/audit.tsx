/** What was changed by whom, newest first. */
import { useState } from 'preact/hooks'
import { type AuditEntry, auditPage } from '../../contract/admin-api.ts'
import { DataTable } from '../parts/data-table.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { showTime } from '../show.ts'
import { useReading } from '../use-reading.ts'

export function AuditView() {
  const [before, setBefore] = useState<number | null>(null)
  const reading = useReading(before === null ? 'audit' : `audit?before=${before}`, auditPage)
  return (
    <>
      <div class="view-head">
        <h1>Audit</h1>
        <p class="muted">Only ever added to: neither this page nor the database lets anyone edit it.</p>
      </div>
      <ReadingBlock reading={reading}>
        {({ entries, next }) => (
          <>
            <DataTable
              caption="Changes, newest first; times in UTC"
              rows={entries}
              keyOf={({ position }) => position}
              none="Nothing has been changed yet."
              columns={[
                { title: 'When', kind: 'time', cell: ({ at }) => showTime(at) },
                { title: 'Who', cell: ({ author }) => author },
                { title: 'What', cell: ({ action }) => action },
                { title: 'Whose', cell: ({ subject }) => subject ?? '' },
                { title: 'To what', cell: describeDetail },
              ]}
            />
            <div class="row">
              {before !== null && (
                <button type="button" class="button" onClick={() => setBefore(null)}>
                  Newest
                </button>
              )}
              {next !== null && (
                <button type="button" class="button" onClick={() => setBefore(next)}>
                  Older
                </button>
              )}
            </div>
          </>
        )}
      </ReadingBlock>
    </>
  )
}

function describeDetail({ detail }: AuditEntry): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name.replaceAll('_', ' ')}: ${value ?? 'none'}`)
    .join(', ')
}
