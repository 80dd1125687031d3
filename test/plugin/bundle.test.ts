import { globSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { OWN_FIELDS } from '../../build-sandbox.ts'
import { FAILURES } from '../../contract/failures.ts'
import { code } from './support/open-plugin.ts'

it('the sandbox holds the codes of failures, and none of their sentences', () => {
  expect(code).toContain('start_picture_gone')
  for (const { sentence, nextStep } of Object.values(FAILURES)) {
    expect(code).not.toContain(sentence)
    expect(code).not.toContain(nextStep)
  }
})

const COMMENTS = /\/\*[\s\S]*?\*\/|\/\/.*/g
const read = (...patterns: string[]) =>
  globSync(patterns).map((path) => readFileSync(path, 'utf8').replace(COMMENTS, ''))

it.each(OWN_FIELDS)(
  '%s, which is written short in it, is in no message and no field of Figma’s, and asked by no text',
  (field) => {
    const outside = read('contract/**/*.ts', 'node_modules/@figma/plugin-typings/plugin-api.d.ts')
    for (const text of outside) expect(text).not.toMatch(new RegExp(`\\b${field}\\b`))
    for (const text of read('plugin/**/*.ts')) expect(text).not.toMatch(new RegExp(`['"\`]${field}['"\`]`))
  },
)
