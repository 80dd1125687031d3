/**
 * Access tokens: `rl_<id>_<secret>`. The secret is 256 random bits, so a plain SHA-256 is enough to keep it (there is
 * nothing to guess), and it is shown once.
 */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

export type AccessToken = { id: string; secret: string }

const PATTERN = /^rl_([0-9a-f]{12})_([A-Za-z0-9_-]{43})$/

export function createAccessToken(): AccessToken {
  return { id: randomBytes(6).toString('hex'), secret: createSecret() }
}

/** 256 random bits. */
export function createSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** Names a person or a team and opens nothing. */
export function createId(): string {
  return randomBytes(6).toString('hex')
}

export function formatAccessToken({ id, secret }: AccessToken): string {
  return `rl_${id}_${secret}`
}

/**
 * A new token of a person: the text, to be shown once, and what is kept of it.
 *
 * @param lifetimeMs null: without an end
 */
export function makeToken(personId: string, name: string, now: number, lifetimeMs: number | null) {
  const token = createAccessToken()
  const row = {
    id: token.id,
    person_id: personId,
    name,
    secret_hash: hashSecret(token.secret),
    created_at: now,
    expires_at: lifetimeMs === null ? null : now + lifetimeMs,
  }
  return { text: formatAccessToken(token), row }
}

/** @returns null for anything that can't be one of our tokens */
export function parseAccessToken(text: string): AccessToken | null {
  const [, id, secret] = PATTERN.exec(text) ?? []
  return id === undefined || secret === undefined ? null : { id, secret }
}

/** SHA-256, 32 bytes: what the database keeps instead of the secret. */
export function hashSecret(secret: string): Uint8Array {
  return Buffer.from(hash('sha256', secret, 'binary'), 'binary')
}

/**
 * Takes the same time wherever the first difference is. By way of a text and in the same memory each time, since every
 * request comes by here: as bytes of its own each hash would take three times as long.
 */
export function isSecretOf(secret: string, kept: Uint8Array): boolean {
  given.write(hash('sha256', secret, 'binary'), 'binary')
  return given.length === kept.length && timingSafeEqual(given, kept)
}

const given = Buffer.alloc(32)
