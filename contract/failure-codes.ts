/**
 * What can go wrong, by code. The sentences stand in a file of their own, since the sandbox needs the codes alone and has no
 * room for more.
 */
import * as v from 'valibot'

/** Codes the relay answers with, in an error body or in a generation. Fixed: people script against them. */
export const RELAY_FAILURE_CODES = [
  'unauthenticated',
  'forbidden',
  'changed_meanwhile',
  'not_found',
  'validation_failed',
  'payload_too_large',
  'unsupported_media_type',
  'idempotency_conflict',
  'quota_exceeded',
  'insufficient_credits',
  'rate_limited',
  'generation_failed',
  'cancelled',
  'authorization_pending',
  'slow_down',
  'access_denied',
  'expired_token',
  'upstream_unavailable',
  'internal',
] as const
export type RelayFailureCode = (typeof RELAY_FAILURE_CODES)[number]

/** Codes the panel and the sandbox find by themselves. */
const PANEL_FAILURE_CODES = [
  'offline',
  'relay_unreachable',
  'nothing_to_export',
  'export_unfinished',
  'image_too_large',
  'image_damaged',
  'image_transparent',
  'file_unreadable',
  'heic_unreadable',
  'avif_unreadable',
  'svg_unreadable',
  'target_gone',
  'read_only',
  'storage_full',
  'reference_lost',
  'no_start_picture',
  'start_picture_gone',
  'part_unfit',
  'picture_gone',
  'other_person',
  'not_visible',
  'outcome_unknown',
  'sandbox_failed',
] as const
export type PanelFailureCode = (typeof PANEL_FAILURE_CODES)[number]

export const FAILURE_CODES = [...RELAY_FAILURE_CODES, ...PANEL_FAILURE_CODES] as const
export type FailureCode = (typeof FAILURE_CODES)[number]

/** A failure as a plain value that may cross `postMessage` or be kept in state. */
export const failure = v.object({
  code: v.picklist(FAILURE_CODES),
  /** What the source said beyond the code's own sentence: the named field, Rivya's message. Fit for a person. */
  detail: v.optional(v.string()),
  /** To be quoted to whoever runs the relay. */
  requestId: v.optional(v.string()),
  /** The earliest moment to try again, from now. */
  retryAfterMs: v.optional(v.number()),
})
export type Failure = v.InferOutput<typeof failure>
