/** `GET report` and `report.csv`: the numbers of the command, by the same code. */
import type { Hono } from 'hono'
import * as v from 'valibot'
import { REPORT_GROUPINGS, type Report, reportMonth } from '../../../contract/admin-api.ts'
import { toCsv } from '../../operate/report-csv.ts'
import { dayOf, monthOf } from '../../store/credits/credits.ts'
import { readReport } from '../../store/figures/report.ts'
import { answer, refuse, sendJson } from '../answers.ts'
import { parse } from '../bodies/parse.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'

const query = v.strictObject({
  month: v.optional(reportMonth),
  by: v.optional(v.picklist(REPORT_GROUPINGS), 'person'),
})

export function addReportRoutes(api: Hono<RelayEnv>, { database, clock }: AppDependencies): void {
  api.get('/report', async (c) => {
    const asked = parse(query, c.req.query(), 'query')
    if ('code' in asked) return refuse(c, asked)
    const { month = monthOf(dayOf(clock.now())), by } = asked.value
    const view: Report = { month, by, lines: await readReport(database, month, by) }
    return sendJson(c, view)
  })

  api.get('/report.csv', async (c) => {
    const asked = parse(query, c.req.query(), 'query')
    if ('code' in asked) return refuse(c, asked)
    const { month = monthOf(dayOf(clock.now())), by } = asked.value
    return answer(c, 200, `${toCsv(by, await readReport(database, month, by))}\n`, {
      'Content-Type': 'text/csv; charset=utf-8',
      'Content-Disposition': `attachment; filename="report-${month}-by-${by}.csv"`,
    })
  })
}
