import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

// Made with everything else by `npm run build`.
const texts = readFileSync('dist/LICENSES.txt', 'utf8')
const relay = readFileSync('dist/relay.mjs', 'utf8')

it('the licence of every package that ships goes along with it', () => {
  // The relay's bundle names the file of each part; panel and admin's page are made smaller and don't.
  const inRelay = [...relay.matchAll(/^\/\/ node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/gm)].map(
    ([, name]) => name ?? '',
  )
  expect(inRelay).toContain('hono')
  const shipped = new Set([...inRelay, 'preact', 'uplot'])
  const named = [...texts.matchAll(/^(\S+) \d+\.\d+\.\d+\S*$/gm)].map(([, name]) => name)
  expect([...shipped].filter((name) => !named.includes(name))).toEqual([])
  for (const one of texts.split(/^-{80}$/m))
    expect(one).toMatch(/licen[cs]e|permission|^(MIT|ISC|BSD|Apache)/im)
})
