import { expect, it } from 'vitest'
import { FAILURE_CODES, FAILURES } from '../../contract/failures.ts'

it.each(FAILURE_CODES)('%s has a sentence and a next step that a designer can read', (code) => {
  const { sentence, nextStep } = FAILURES[code]
  for (const text of [sentence, nextStep]) {
    expect(text).toMatch(/^[A-Z].*\.$/)
    expect(text).not.toMatch(/\b(HTTP|[45]\d\d|null|undefined|exception|stack|fetch)\b/i)
  }
  expect(nextStep).not.toBe(sentence)
})
