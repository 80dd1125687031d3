/** Pages for a browser: drawn here, without a script, under a policy that allows nothing else. */
import { hash } from 'node:crypto'
import type { Context } from 'hono'
import { html, raw } from 'hono/html'
import type { RelayEnv } from './env.ts'
import { PAGE_STYLE } from './page-style.ts'

/** Text with every value in it escaped. */
export type Markup = ReturnType<typeof html>

export type Page = {
  title: string
  body: Markup
  status?: number
  /** Whole `Set-Cookie` line. */
  cookie?: string
  retryAfterS?: number
  /** Goes there by itself. Not a redirect: browsers hold those that follow a form against `form-action`. */
  leadsTo?: URL
}

const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', PAGE_STYLE, 'base64')}'`,
  "form-action 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
].join('; ')

/** Without the CORS headers of the API: what stands in a page is for the browser that asked and no other site. */
export async function sendPage(c: Context<RelayEnv>, page: Page): Promise<Response> {
  const { title, body, status = 200, cookie, retryAfterS, leadsTo } = page
  const text = await html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
${leadsTo === undefined ? '' : html`<meta http-equiv="refresh" content="0; url=${leadsTo.href}">`}
<style>${raw(PAGE_STYLE)}</style>
</head>
<body><main>${body}</main></body>
</html>
`
  return new Response(String(text), {
    status,
    headers: {
      ...headersOf(c),
      'Content-Type': 'text/html; charset=utf-8',
      'Content-Security-Policy': POLICY,
      'X-Frame-Options': 'DENY',
      'Cross-Origin-Opener-Policy': 'same-origin',
      ...(retryAfterS === undefined ? {} : { 'Retry-After': String(retryAfterS) }),
      ...(cookie === undefined ? {} : { 'Set-Cookie': cookie }),
    },
  })
}

/** 303: whatever was asked, what is there is got. */
export function sendElsewhere(c: Context<RelayEnv>, to: string, cookie: string): Response {
  return new Response(null, {
    status: 303,
    headers: { ...headersOf(c), Location: to, 'Set-Cookie': cookie },
  })
}

function headersOf(c: Context<RelayEnv>): Record<string, string> {
  return {
    'X-Request-Id': c.get('requestId'),
    'X-Content-Type-Options': 'nosniff',
    // Addresses hold codes.
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  }
}
