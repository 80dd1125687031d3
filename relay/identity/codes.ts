/** The two codes of RFC 8628: the panel's own, which nobody sees, and the short one, which a person compares. */
import { hash, randomBytes, randomInt } from 'node:crypto'

/** Without vowels, so that no words come about, and without what looks alike (RFC 8628, 6.1). */
const ALPHABET = 'BCDFGHJKLMNPQRSTVWXZ'
const LENGTH = 8
const USER_CODE = new RegExp(`^[${ALPHABET}]{${LENGTH}}$`)

/** 256 random bits. */
export function createDeviceCode(): string {
  return randomBytes(32).toString('base64url')
}

/** One of 25,600,000,000, like `WDJB-MJHT`. */
export function createUserCode(): string {
  const letters = Array.from({ length: LENGTH }, () => ALPHABET.charAt(randomInt(ALPHABET.length)))
  return formatUserCode(letters.join(''))
}

/** However a person types it: in any case, with or without the dash. @returns null for what can be no code */
export function readUserCode(text: string): string | null {
  const letters = text.toUpperCase().replace(/[^A-Z0-9]/g, '')
  return USER_CODE.test(letters) ? formatUserCode(letters) : null
}

function formatUserCode(letters: string): string {
  return `${letters.slice(0, LENGTH / 2)}-${letters.slice(LENGTH / 2)}`
}

/** SHA-256 in hex: what the database keeps of a code. */
export function hashCode(code: string): string {
  return hash('sha256', code)
}
