/**
 * Where log lines go: away from the thread that answers requests, and never in its way. A disk that is full, or a reader
 * that does not read, costs lines; how many is said when there is room again.
 */
import { write } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { DestinationStream } from 'pino'

type LogSink = DestinationStream & {
  /** Resolves when all is written, or after a moment; for a process that is about to end. */
  settle: () => Promise<void>
}

/** The same as `fs.write` on a file that is open. */
type Write = (bytes: Buffer, done: (error: NodeJS.ErrnoException | null, written: number) => void) => void

const MAX_WAITING_BYTES = 1_000_000
const RETRY_MS = 50
const SETTLE_MS = 500
/** Not a fault of the file: it takes no more for now. */
const NOT_NOW = 'EAGAIN'

const toStandardOutput: Write = (bytes, done) => write(1, bytes, done)

export function createLogSink(writeBytes: Write = toStandardOutput): LogSink {
  let waiting: string[] = []
  let waitingBytes = 0
  let underWay: Buffer | null = null
  /** By writes that failed, and for want of room since then. */
  let lost = 0
  let refused = 0
  let isBroken = false

  function writeNext(): void {
    if (underWay !== null || waiting.length === 0) return
    // Each where it belongs, and on a line of its own, whatever got through of the last one.
    const before = lost === 0 ? '' : `${isBroken ? '\n' : ''}${describeGap(lost)}`
    const after = refused === 0 ? '' : describeGap(refused)
    const bytes = Buffer.from(before + waiting.join('') + after)
    const lines = waiting.length + refused
    waiting = []
    waitingBytes = 0
    refused = 0
    writeFrom(bytes, lines)
  }

  function writeFrom(bytes: Buffer, lines: number): void {
    underWay = bytes
    writeBytes(bytes, (error, written) => {
      if (error?.code === NOT_NOW) {
        setTimeout(() => writeFrom(bytes, lines), RETRY_MS)
        return
      }
      if (error === null && written < bytes.length) {
        isBroken = true
        writeFrom(bytes.subarray(written), lines)
        return
      }
      underWay = null
      if (error === null) {
        lost = 0
        isBroken = false
        writeNext()
      } else {
        // Tried again with the next line, so that a full disk is not asked without end.
        lost += lines
      }
    })
  }

  return {
    write(line) {
      if (waitingBytes + line.length > MAX_WAITING_BYTES) {
        refused += 1
        return
      }
      waiting.push(line)
      waitingBytes += line.length
      writeNext()
    },
    async settle() {
      const giveUpAt = performance.now() + SETTLE_MS
      while (underWay !== null && performance.now() < giveUpAt) await delay(5)
    },
  }
}

function describeGap(lines: number): string {
  const entry = { level: 'warn', time: new Date().toISOString(), lines, msg: 'log lines were lost' }
  return `${JSON.stringify(entry)}\n`
}
