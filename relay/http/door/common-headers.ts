/** Headers of every answer, errors included. */

/**
 * The panel's iframe has the origin `null`, so any origin may ask; the token is the only proof, and since there are no
 * cookies, no page can borrow someone's identity.
 */
export const COMMON_HEADERS = {
  'Access-Control-Allow-Origin': '*',
  'Access-Control-Expose-Headers': 'X-Request-Id, Retry-After, ETag',
  'X-Content-Type-Options': 'nosniff',
  // Routes that answer with bytes say otherwise.
  'Cache-Control': 'no-store',
}
