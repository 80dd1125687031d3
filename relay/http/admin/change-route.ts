/** What the routes that change something have in common: a checked body, and who it is that asks. */
import type { Context } from 'hono'
import type * as v from 'valibot'
import { type AuditAction, type AuditDetail, type Note, note } from '../../store/audit.ts'
import type { Refusal } from '../answers.ts'
import { parse } from '../bodies/parse.ts'
import { readJson } from '../bodies/read-body.ts'
import type { RelayEnv } from '../env.ts'

export async function readBodyAs<const S extends v.GenericSchema>(
  c: Context<RelayEnv>,
  schema: S,
): Promise<{ value: v.InferOutput<S> } | Refusal> {
  const body = await readJson(c)
  return 'code' in body ? body : parse(schema, body.value, 'body')
}

/** In the audit list, under the name of this session. */
export function noteOf(
  c: Context<RelayEnv>,
  now: number,
  action: AuditAction,
  subject: string | null,
  detail: AuditDetail | null = null,
): Note {
  return note(c.get('admin').author, now, action, subject, detail)
}

export function missing(what: string): Refusal {
  return { code: 'not_found', message: `There is no such ${what}.` }
}
