import { Writable } from 'node:stream'
import { describe, expect, it } from 'vitest'
import { createLog, describeError } from '../../../relay/observe/log.ts'

describe('the log', () => {
  function write(fields: object): string {
    const lines: string[] = []
    const sink = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    })
    createLog('info', sink).info(fields, 'hello')
    return lines.join('')
  }

  it('holds one JSON object a line, with level and time', () => {
    expect(JSON.parse(write({ generation: 'gen_1' }))).toMatchObject({
      level: 'info',
      msg: 'hello',
      generation: 'gen_1',
      time: expect.stringMatching(/^\d{4}-.*Z$/),
    })
  })

  it.each(['apiKey', 'authorization', 'token', 'secret', 'prompt', 'body', 'url', 'headers'])(
    'hides %s',
    (field) => {
      expect(write({ [field]: 'hidden-value' })).not.toContain('hidden-value')
      expect(write({ request: { [field]: 'hidden-value' } })).not.toContain('hidden-value')
    },
  )

  it('tells of an error what went wrong, and nothing that hangs on it', () => {
    const cause = Object.assign(new Error('inner'), { code: 'ECONNRESET', parameters: ['hidden-value'] })
    const error = Object.assign(new Error('outer', { cause }), {
      detail: 'hidden-value',
      query: 'hidden-value',
    })
    const line = write({ error })
    expect(line).not.toContain('hidden-value')
    expect(JSON.parse(line).error).toMatchObject({
      name: 'Error',
      message: 'outer',
      cause: { message: 'inner', code: 'ECONNRESET' },
    })
    expect(describeError('text')).toEqual({ message: 'text' })
  })
})
