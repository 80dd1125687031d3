/** `report`: what was made and spent in a month. */
import { REPORT_GROUPINGS } from '../../contract/admin-api.ts'
import { toCsv } from '../operate/report-csv.ts'
import { SettingError } from '../settings/settings.ts'
import { dayOf, monthOf } from '../store/credits/credits.ts'
import { type Grouping, type ReportLine, readReport } from '../store/figures/report.ts'
import { type Command, type Output, printTable, type Run, readOptions } from './run-command.ts'

const FORMATS = ['table', 'csv'] as const

export const reportCommand: Command = {
  usage: `usage:
  report [--month 2026-11] [--by ${REPORT_GROUPINGS.join('|')}] [--format ${FORMATS.join('|')}]`,
  read: readCommand,
}

function readCommand(args: string[]): Run | string {
  const options = readOptions(args, ['month', 'by', 'format'])
  if (typeof options === 'string') return options
  const { month, by = 'person', format = 'table' } = options.values
  const grouping = REPORT_GROUPINGS.find((known) => known === by)
  const form = FORMATS.find((known) => known === format)
  if (grouping === undefined) return `There is no grouping by "${by}".`
  if (form === undefined) return `There is no format "${format}".`
  if (month !== undefined && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) {
    throw new SettingError('--month must be a year and a month, like 2026-11.')
  }
  return async ({ database, output, now }) => {
    const lines = await readReport(database, month ?? monthOf(dayOf(now)), grouping)
    if (form === 'csv') output.log(toCsv(grouping, lines))
    else printReport(output, grouping, lines)
    return 0
  }
}

function printReport(output: Output, by: Grouping, lines: readonly ReportLine[]): void {
  const sum = (of: Exclude<keyof ReportLine, 'name'>) => lines.reduce((total, line) => total + line[of], 0)
  const total = { name: 'in all', images: sum('images'), credits: sum('credits'), failed: sum('failed') }
  printTable(output, [
    ['IMAGES', 'CREDITS', 'FAILED', by.toUpperCase()],
    ...[...lines, total].map(({ name, images, credits, failed }) => [
      String(images),
      String(credits),
      String(failed),
      name.replace(/\p{Cc}/gu, ' '),
    ]),
  ])
}
