/** What was made and spent in a month: the numbers of the command `report`. */
import { useState } from 'preact/hooks'
import { REPORT_GROUPINGS, type ReportGrouping, report } from '../../contract/admin-api.ts'
import { usePage } from '../page-context.ts'
import { Choice } from '../parts/choice.tsx'
import { DataTable } from '../parts/data-table.tsx'
import { ReadingBlock } from '../parts/reading-block.tsx'
import { Told } from '../parts/told.tsx'
import { saveFile } from '../save-file.ts'
import { showNumber } from '../show.ts'
import { useOrder } from '../use-order.ts'
import { useReading } from '../use-reading.ts'

/** More in one table help nobody and take the browser seconds. */
const MAX_LINES = 500

export function ReportsView() {
  const [month, setMonth] = useState(new Date().toISOString().slice(0, 7))
  const [by, setBy] = useState<ReportGrouping>('person')
  const { ask } = usePage()
  const saving = useOrder()
  const reading = useReading(`report?month=${month}&by=${by}`, report)
  const saveCsv = () =>
    saving.give(async () => {
      const file = await ask.load(`report.csv?month=${month}&by=${by}`)
      saveFile(file, `report-${month}-by-${by}.csv`)
      return null
    })
  return (
    <>
      <div class="view-head">
        <h1>Reports</h1>
        <div class="row">
          <label class="field">
            <span>Month (UTC)</span>
            <input
              type="month"
              value={month}
              onChange={({ currentTarget }) => {
                if (/^\d{4}-\d{2}$/.test(currentTarget.value)) setMonth(currentTarget.value)
              }}
            />
          </label>
          <Choice label="By" value={by} options={REPORT_GROUPINGS} onChange={setBy} />
          <button type="button" class="button" disabled={saving.isBusy} onClick={() => void saveCsv()}>
            Download CSV
          </button>
        </div>
      </div>
      <Told order={saving} />
      <ReadingBlock reading={reading}>
        {({ lines }) => {
          const sum = (of: 'images' | 'credits' | 'failed') =>
            showNumber(lines.reduce((all, line) => all + line[of], 0))
          const shown = [...lines].sort((one, other) => (by === 'day' ? 0 : other.credits - one.credits))
          return (
            <>
              <DataTable
                caption={`${month} by ${by}${by === 'day' ? '' : ', most credits first'}`}
                rows={shown.slice(0, MAX_LINES)}
                keyOf={(line) => shown.indexOf(line)}
                none="Nothing was made in this month."
                columns={[
                  { title: by, cell: ({ name }) => name, sum: 'in all' },
                  {
                    title: 'images',
                    kind: 'number',
                    cell: (line) => showNumber(line.images),
                    sum: sum('images'),
                  },
                  {
                    title: 'credits',
                    kind: 'number',
                    cell: (line) => showNumber(line.credits),
                    sum: sum('credits'),
                  },
                  {
                    title: 'failed',
                    kind: 'number',
                    cell: (line) => showNumber(line.failed),
                    sum: sum('failed'),
                  },
                ]}
              />
              {lines.length > MAX_LINES && (
                <p class="muted">
                  The {MAX_LINES} with the most credits of {showNumber(lines.length)}. The sums are of all,
                  and so is the CSV.
                </p>
              )}
            </>
          )
        }}
      </ReadingBlock>
    </>
  )
}
