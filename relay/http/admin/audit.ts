/** The audit list, with names for the ids it holds. There is no route that changes it. */
import type { Hono } from 'hono'
import * as v from 'valibot'
import type { AuditPage } from '../../../contract/admin-api.ts'
import { auditDetail, listAudit } from '../../store/audit.ts'
import { readNamesOf } from '../../store/people/names.ts'
import { refuse, sendJson } from '../answers.ts'
import { parse } from '../bodies/parse.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'

const PAGE_SIZE = 100

const query = v.strictObject({
  before: v.optional(v.pipe(v.string(), v.regex(/^\d{1,15}$/, 'must be a position'), v.transform(Number))),
})

export function addAuditRoute(api: Hono<RelayEnv>, { database }: AppDependencies): void {
  api.get('/audit', async (c) => {
    const asked = parse(query, c.req.query(), 'query')
    if ('code' in asked) return refuse(c, asked)
    const rows = await listAudit(database, asked.value.before ?? null, PAGE_SIZE + 1)
    const shown = rows.slice(0, PAGE_SIZE)
    const names = await readNamesOf(
      database,
      shown.flatMap(({ author, subject }) => [author, subject ?? '']),
    )
    const page: AuditPage = {
      entries: shown.map(({ position, at, author, action, subject, detail }) => ({
        position,
        at: new Date(at).toISOString(),
        author: names.get(author) ?? describeAuthor(author),
        action,
        subject: subject === null ? null : (names.get(subject) ?? subject),
        detail: v.parse(auditDetail, JSON.parse(detail ?? '{}')),
      })),
      next: rows.length > PAGE_SIZE ? (shown.at(-1)?.position ?? null) : null,
    }
    return sendJson(c, page)
  })
}

/** One that is no person. */
function describeAuthor(author: string): string {
  if (author === 'commands') return 'command line'
  return author.startsWith('link:') ? `admin link ${author.slice('link:'.length)}` : author
}
