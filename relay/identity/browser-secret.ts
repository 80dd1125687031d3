/**
 * One secret in the browser's cookie stands for a whole attempt to sign in: what goes to the provider, and the proof in
 * the form, are made of it. So nobody who does not hold the cookie can end the attempt, and the relay keeps none of it.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { AttemptSecrets } from './provider.ts'

/** 256 random bits, new for each page that asks and for each attempt. */
export function createBrowserSecret(): string {
  return randomBytes(32).toString('base64url')
}

export function secretsOf(browserSecret: string): AttemptSecrets {
  return {
    state: derive(browserSecret, 'state'),
    nonce: derive(browserSecret, 'nonce'),
    verifier: derive(browserSecret, 'verifier'),
  }
}

/** Stands in the form of the page that was shown to this browser for this code, and in no other. */
export function proofFor(browserSecret: string, userCode: string): string {
  return derive(browserSecret, `proof ${userCode}`)
}

/** Takes the same time wherever the first difference is. */
export function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)]
  return one.length === other.length && timingSafeEqual(one, other)
}

/** 43 characters that say nothing of the secret, nor of what is derived for another use. */
function derive(browserSecret: string, use: string): string {
  return createHmac('sha256', browserSecret).update(use).digest('base64url')
}
