import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parseRetryAfter } from '../../../relay/rivya/retry-after.ts'

const NOW = Date.parse('2026-06-01T09:30:00.000Z')
const FIFTEEN_MINUTES = 900_000

it.each([
  ['0', 0],
  ['7', 7000],
  [' 12 ', 12_000],
  ['1.5', 1500],
  ['86400', FIFTEEN_MINUTES],
  ['9'.repeat(60), FIFTEEN_MINUTES],
  ['Mon, 01 Jun 2026 09:30:20 GMT', 20_000],
  ['Mon, 01 Jun 2026 09:00:00 GMT', 0],
  ['Fri, 01 Jan 2100 00:00:00 GMT', FIFTEEN_MINUTES],
  ['-5', null],
  ['2s', null],
  ['2026-06-01', null],
  ['soon', null],
  ['Monday', null],
  ['', null],
  ['9'.repeat(100), null],
  [null, null],
])('reads %j as %j milliseconds', (header, expected) => {
  expect(parseRetryAfter(header, NOW)).toBe(expected)
})

it('never throws and never leaves 0 to 15 minutes', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string(), fc.double().map(String), fc.date().map(String)),
      fc.double(),
      (header, now) => {
        const waitMs = parseRetryAfter(header, now)
        if (waitMs !== null) {
          expect(waitMs).toBeGreaterThanOrEqual(0)
          expect(waitMs).toBeLessThanOrEqual(FIFTEEN_MINUTES)
        }
      },
    ),
  )
})
