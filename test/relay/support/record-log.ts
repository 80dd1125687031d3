import { Writable } from 'node:stream'
import { createLog, type Log } from '../../../relay/observe/log.ts'

/** @returns a log, and what was written to it so far */
export function recordLog(): { log: Log; lines: () => Record<string, unknown>[] } {
  const chunks: string[] = []
  const sink = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(String(chunk))
      done()
    },
  })
  const lines = () =>
    chunks
      .join('')
      .split('\n')
      .filter((line) => line !== '')
      .map((line): Record<string, unknown> => JSON.parse(line))
  return { log: createLog('trace', sink), lines }
}
