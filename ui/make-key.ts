/**
 * 128 random bits in lower-case hex: an idempotency key or a name within the panel. `crypto.randomUUID` is undefined in
 * the panel, whose null origin is no secure context; `getRandomValues` is there.
 */
export function makeKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
