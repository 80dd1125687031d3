/** A report for spreadsheets: the command and the admin's page give the same bytes. */
import { csvFormatRows } from 'd3-dsv'
import type { Grouping, ReportLine } from '../store/figures/report.ts'

export function toCsv(by: Grouping, lines: readonly ReportLine[]): string {
  const rows = lines.map(({ name, images, credits, failed }) => [
    withoutFormula(name),
    String(images),
    String(credits),
    String(failed),
  ])
  return csvFormatRows([[by, 'images', 'credits', 'failed'], ...rows])
}

/** A name that a spreadsheet would take for a formula, in wide letters, too, gets an apostrophe before it. */
function withoutFormula(name: string): string {
  return /^[=+\-@\t\r\n\uff0b\uff0d\uff1d\uff20]/.test(name) ? `'${name}` : name
}
