/** The headers of answers, in OpenAPI's terms: each described once and referred to by its name. */

const text = (description: string, more: object = {}) => ({
  description,
  required: true,
  schema: { type: 'string', maxLength: 1000, ...more },
})

/** For `components.headers`. */
export const HEADERS = {
  'X-Request-Id': text('Names the request in the log.', {
    pattern: '^req_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$',
    maxLength: 40,
  }),
  'Access-Control-Allow-Origin': text('Any page may ask; the token is the only proof.', { const: '*' }),
  'Access-Control-Expose-Headers': text('What a page of another origin may read beside the body.'),
  'X-Content-Type-Options': text('The type is what it is called.', { const: 'nosniff' }),
  'Cache-Control': text('Whether and how long the caller may keep the answer.'),
  'Retry-After': {
    description: 'Seconds to wait at least.',
    schema: { type: 'integer', format: 'int32', minimum: 1, maximum: 86_400 },
  },
  'WWW-Authenticate': text('How to show who asks.', { const: 'Bearer' }),
  ETag: text('Names this very state, in quotation marks.', { pattern: '^"[0-9a-f]+"$' }),
  Vary: text('What is kept answers for this token alone.', { const: 'Authorization' }),
  'Content-Security-Policy': text('Nothing in it may run.'),
  'Referrer-Policy': text('The address is told to nobody.', { const: 'no-referrer' }),
  'X-Frame-Options': text('No page may hold it in a frame.', { const: 'DENY' }),
  'Cross-Origin-Opener-Policy': text('No page that opened it may reach it.', { const: 'same-origin' }),
  'Set-Cookie': { ...text('For this sign-in alone, out of reach of scripts.'), required: false },
  Location: text('Where to go on.', { format: 'uri-reference' }),
}
export type HeaderName = keyof typeof HEADERS

export function headers(...names: HeaderName[]): { headers: Record<string, object> } {
  return {
    headers: Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }])),
  }
}

/** Of everything but pages. */
export const API_HEADERS = [
  'X-Request-Id',
  'Access-Control-Allow-Origin',
  'Access-Control-Expose-Headers',
  'X-Content-Type-Options',
  'Cache-Control',
] as const satisfies HeaderName[]

/** What pages and redirects of a browser have in common. */
export const BROWSER_HEADERS = [
  'X-Request-Id',
  'X-Content-Type-Options',
  'Referrer-Policy',
  'Cache-Control',
] as const satisfies HeaderName[]

export const PAGE_HEADERS = [
  ...BROWSER_HEADERS,
  'Content-Security-Policy',
  'X-Frame-Options',
  'Cross-Origin-Opener-Policy',
  'Set-Cookie',
] as const satisfies HeaderName[]
