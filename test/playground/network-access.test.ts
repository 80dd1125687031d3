import { describe, expect, it } from 'vitest'
import { isAllowed } from '../../playground/host/operations/network.ts'

function allows(pattern: string, address: string): boolean {
  return isAllowed(address, { id: 'p', name: 'P', networkAccess: { allowedDomains: [pattern] } })
}

describe('a pattern of networkAccess', () => {
  it.each([
    ['https://api.example.com', 'https://api.example.com/any/path', true],
    ['https://api.example.com', 'http://api.example.com/', false],
    ['https://api.example.com', 'https://example.com/', false],
    ['https://api.example.com', 'https://api.example.com.evil.net/', false],
    ['api.example.com', 'http://api.example.com/', true],
    ['*.example.com', 'https://a.b.example.com/', true],
    ['*.example.com', 'https://badexample.com/', false],
    ['https://example.com/v1/', 'https://example.com/v1/images', true],
    ['https://example.com/v1/', 'https://example.com/v2/images', false],
    ['https://example.com/v1', 'https://example.com/v1/images', false],
    ['https://example.com/v1', 'https://example.com/v1', true],
    ['http://localhost:8787', 'http://localhost:8788/', false],
    ['none', 'https://none/', false],
    ['*', 'https://anything.example/', true],
    ['*', 'no address', false],
  ])('%s, asked for %s: %s', (pattern, address, isAllowedHere) => {
    expect(allows(pattern, address)).toBe(isAllowedHere)
  })
})
