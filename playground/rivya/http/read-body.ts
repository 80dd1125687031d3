/** Bodies as the API takes them; anything else is `validation_failed`. */
import type { Context } from 'hono'
import { Problem } from '../problem.ts'

/** @throws Problem */
export async function readForm(c: Context): Promise<FormData> {
  try {
    return await c.req.formData()
  } catch {
    throw new Problem('validation_failed', 'The body is no multipart form.')
  }
}

/** @throws Problem */
export async function readJson(c: Context): Promise<unknown> {
  try {
    return await c.req.json()
  } catch {
    throw new Problem('validation_failed', 'The body is no JSON.')
  }
}
