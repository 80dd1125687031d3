/** Rivya's error codes with their documented statuses; 402 is the likely one of `insufficient_credits`. */
const STATUSES = {
  public_api_disabled: 503,
  api_key_missing: 401,
  api_key_invalid: 401,
  api_key_revoked: 401,
  api_key_expired: 401,
  api_scope_denied: 403,
  rate_limited: 429,
  validation_failed: 400,
  not_found: 404,
  idempotency_conflict: 409,
  insufficient_credits: 402,
  webhook_url_rejected: 400,
} as const

type ProblemCode = keyof typeof STATUSES

/** Thrown by a handler, answered in Rivya's envelope. */
export class Problem extends Error {
  readonly code: ProblemCode
  readonly status: number

  constructor(code: ProblemCode, message: string) {
    super(message)
    this.code = code
    this.status = STATUSES[code]
  }
}
