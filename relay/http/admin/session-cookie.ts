/** The admin's session in the browser. `__Host-`: of this origin alone, by https (or on this computer), for no subdomain. */
import type { Context } from 'hono'
import { getCookie } from 'hono/cookie'
import { hashSecret } from '../../token.ts'
import type { RelayEnv } from '../env.ts'

const SESSION_COOKIE = '__Host-framefill_admin'
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax'

export function readSessionSecret(c: Context<RelayEnv>): string | undefined {
  return getCookie(c, SESSION_COOKIE)
}

/** It ends with the browser, if not before. */
export function makeSessionCookie(secret: string): string {
  return `${SESSION_COOKIE}=${secret}; ${ATTRIBUTES}`
}

export const NO_SESSION_COOKIE = `${SESSION_COOKIE}=; ${ATTRIBUTES}; Max-Age=0`

/** What the page sends along with each change: only a page that can read this relay's answers knows it. */
export function proofOf(secret: string): string {
  return Buffer.from(hashSecret(`proof of ${secret}`)).toString('base64url')
}
