import { expect, it } from 'vitest'
import { createUserCode, readUserCode } from '../../../relay/identity/codes.ts'

it.each(['WDJB-MJHT', 'wdjbmjht', ' wdjb mjht ', 'WDJB–MJHT'])('%j is read as it was meant', (text) =>
  expect(readUserCode(text)).toBe('WDJB-MJHT'),
)

it.each(['', 'WDJB-MJH', 'WDJB-MJHTX', 'AEIO-UAEI', 'WDJB-MJH1', "WDJB-MJHT' OR 1=1"])('%j is none', (text) =>
  expect(readUserCode(text)).toBeNull(),
)

it('every code can be read back, and none comes twice', () => {
  const codes = Array.from({ length: 1000 }, createUserCode)
  expect(codes.map(readUserCode)).toEqual(codes)
  expect(new Set(codes).size).toBe(1000)
})
