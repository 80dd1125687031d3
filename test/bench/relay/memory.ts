import { Agent, request } from 'undici'
import { startMeasuredRelay } from '../support/relay-process.ts'
import { verdict } from '../support/tables.ts'
import { makeUpload, vary } from './make-upload.ts'

const USERS = 10
const POLLS = 500
const UPLOADS = 50
const SIZE = 10_000_000
const AIM_MB = 400
const SAMPLE_MS = 20

/** Peak resident memory while 50 uploads of 10 MB arrive at once and 500 panels wait for events. */
export async function measureMemory(): Promise<string[][]> {
  const relay = await startMeasuredRelay(USERS)
  const dispatcher = new Agent({ connections: POLLS + UPLOADS })
  const idleMb = relay.residentMb()
  const bearerOf = (number: number) => relay.bearers[number % USERS] ?? ''
  try {
    const stop = new AbortController()
    const polls = Array.from({ length: POLLS }, async (_, number) => {
      const headers = { authorization: bearerOf(number) }
      const path = `${relay.url}/v1/events?after=0&wait=25`
      const { body } = await request(path, { headers, dispatcher, signal: stop.signal })
      await body.dump()
    })
    const settled = Promise.allSettled(polls)
    await untilSteady(relay.residentMb)
    const pollsMb = relay.residentMb()
    let peakMb = pollsMb
    const timer = setInterval(() => {
      peakMb = Math.max(peakMb, relay.residentMb())
    }, SAMPLE_MS)
    const statuses = await Promise.all(
      Array.from({ length: UPLOADS }, async (_, number) => {
        const { statusCode, body } = await request(`${relay.url}/v1/uploads`, {
          method: 'POST',
          headers: { authorization: bearerOf(number), 'content-type': 'image/png' },
          body: vary(makeUpload(SIZE)),
          dispatcher,
        })
        await body.dump()
        return statusCode
      }),
    )
    clearInterval(timer)
    stop.abort()
    await settled
    const stored = statuses.filter((status) => status === 201).length
    return [
      [
        `memory with ${UPLOADS} uploads of 10 MB at once and ${POLLS} long polls`,
        `${Math.round(idleMb)} MB idle, ${Math.round(pollsMb)} MB with the polls`,
        `${Math.round(peakMb)} MB at its peak, ${stored} of ${UPLOADS} stored`,
        `at most ${AIM_MB} MB`,
        verdict(peakMb <= AIM_MB && stored === UPLOADS),
      ],
    ]
  } finally {
    await dispatcher.destroy()
    await relay.end()
  }
}

/** Until it has grown by less than 1 MB in half a second: then all polls have arrived. */
async function untilSteady(readMb: () => number): Promise<void> {
  for (let before = 0, now = readMb(); now - before > 1; now = readMb()) {
    before = now
    await new Promise((resolve) => setTimeout(resolve, 500))
  }
}
