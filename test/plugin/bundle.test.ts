import { expect, it } from 'vitest'
import { FAILURES } from '../../contract/failures.ts'
import { code } from './support/open-plugin.ts'

it('the sandbox holds the codes of failures, and none of their sentences', () => {
  expect(code).toContain('start_picture_gone')
  for (const { sentence, nextStep } of Object.values(FAILURES)) {
    expect(code).not.toContain(sentence)
    expect(code).not.toContain(nextStep)
  }
})
