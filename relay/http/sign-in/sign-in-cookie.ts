/** The cookie that binds an attempt to sign in to one browser: of no use anywhere else, and gone soon. */
import type { Context } from 'hono'
import { parse, serialize } from 'hono/utils/cookie'
import type { RelayEnv } from '../env.ts'

export type SignInCookie = {
  /** @returns the browser's secret; null without one */
  read: (c: Context<RelayEnv>) => string | null
  write: (secret: string) => string
  clear: () => string
}

const MAX_AGE_SECONDS = 10 * 60

/** @param publicUrl by https the cookie can be set by no other host and by no plain connection */
export function createSignInCookie(publicUrl: string): SignInCookie {
  const isSafe = publicUrl.startsWith('https:')
  const name = isSafe ? '__Host-sign-in' : 'sign-in'
  // Lax: it has to come along when the provider sends the browser back.
  const options = { path: '/', httpOnly: true, sameSite: 'Lax', secure: isSafe } as const
  const write = (value: string, maxAge: number) => serialize(name, value, { ...options, maxAge })
  return {
    read: (c) => parse(c.req.header('cookie') ?? '', name)[name] ?? null,
    write: (secret) => write(secret, MAX_AGE_SECONDS),
    clear: () => write('', 0),
  }
}
