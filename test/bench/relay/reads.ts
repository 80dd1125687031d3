import { setTimeout as delay } from 'node:timers/promises'
import autocannon from 'autocannon'
import { spawnBareServer } from '../support/bare-process.ts'
import { startMeasuredRelay } from '../support/relay-process.ts'
import { median, verdict } from '../support/tables.ts'
import { startGeneration } from './start-generation.ts'

const ROUNDS = 5
const SECONDS = 2
const MANY = 50
const FEW = 10
/** Two take turns: all that a fast machine reads in a minute is more than one may ask for. */
const PEOPLE = 2
/** Of each, asked for in turn. */
const GENERATIONS = 10
const WRITES_A_SECOND = 20
const AIM = 0.5

type Read = { path: string; headers: { authorization: string } }

/**
 * `GET /v1/generations/{id}` a second, token check and database included, beside the same bytes from `node:http`: by
 * turns, once each of them is warm.
 */
export async function measureReads(): Promise<string[][]> {
  const relay = await startMeasuredRelay(PEOPLE)
  const start = (name: string, authorization = relay.bearers[0] ?? '') =>
    startGeneration(relay.url, authorization, `bench-read-${name}`)
  const ofEach = Array.from({ length: GENERATIONS }, (_, index) =>
    relay.bearers.map(async (authorization) => {
      return { path: `/v1/generations/${await start(`${index}`, authorization)}`, headers: { authorization } }
    }),
  )
  const reads = await Promise.all(ofEach.flat())
  const read = async ({ path, headers }: Read) => (await fetch(`${relay.url}${path}`, { headers })).text()
  // The work on them is not what is measured.
  for (const each of reads) while (!(await read(each)).includes('"succeeded"')) await delay(500)
  const [first] = reads
  if (first === undefined) throw new Error('nothing to read')
  const answer = await read(first)
  const bare = await spawnBareServer(answer)
  const hono = await spawnBareServer(answer, 'hono')
  const rateOf = (url: string, connections: number) =>
    measureRate(url, url === relay.url ? reads : [{ ...first, path: '/' }], connections)
  const rates = new Map<string, number[]>()
  const note = (what: string, rate: number) => rates.set(what, [...(rates.get(what) ?? []), rate])
  try {
    for (const { url } of [bare, hono, relay]) await rateOf(url, MANY)
    for (let round = 0; round < ROUNDS; round += 1) {
      for (const connections of [MANY, FEW]) {
        note(`bare ${connections}`, await rateOf(bare.url, connections))
        note(`hono ${connections}`, await rateOf(hono.url, connections))
        note(`relay ${connections}`, await rateOf(relay.url, connections))
      }
    }
    // Last, since the work goes on after it.
    const writing = new AbortController()
    const written = keepWriting(start, writing.signal)
    for (let round = 0; round < ROUNDS; round += 1) note('relay writing', await rateOf(relay.url, MANY))
    writing.abort()
    await written
  } finally {
    await bare.end()
    await hono.end()
    await relay.end()
  }
  const rateFor = (what: string) => median(rates.get(what) ?? [])
  const ratio = (what: string, base: string) => rateFor(what) / rateFor(base)
  const describe = (what: string, base: string) =>
    `${Math.round(rateFor(what))} (${ratio(what, base).toFixed(2)})`
  const row = (connections: number) => [
    `reads of a generation a second, by ${connections} connections`,
    `${Math.round(rateFor(`bare ${connections}`))} (\`node:http\`, the same JSON); Hono with nothing behind it ${describe(`hono ${connections}`, `bare ${connections}`)}`,
    describe(`relay ${connections}`, `bare ${connections}`),
    `at least ${AIM}`,
    verdict(ratio(`relay ${connections}`, `bare ${connections}`) >= AIM),
  ]
  return [
    row(MANY),
    row(FEW),
    [
      `the same by ${MANY}, while ${WRITES_A_SECOND} generations a second are accepted and worked on`,
      'as above',
      describe('relay writing', `bare ${MANY}`),
      '',
      '',
    ],
  ]
}

async function measureRate(url: string, requests: Read[], connections: number): Promise<number> {
  const result = await autocannon({ url, requests, connections, duration: SECONDS })
  const { non2xx, errors, timeouts, statusCodeStats } = result
  if (non2xx + errors > 0) {
    const statuses = Object.entries(statusCodeStats).map(([status, { count }]) => `${count} of ${status}`)
    throw new Error(
      `${url} by ${connections}: answers ${statuses.join(', ')}; ${errors} errors, ${timeouts} of them timeouts`,
    )
  }
  return result.requests.average
}

async function keepWriting(start: (name: string) => Promise<string>, signal: AbortSignal): Promise<void> {
  for (let count = 0; !signal.aborted; count += 1) {
    await Promise.all([start(`written-${count}`), delay(1000 / WRITES_A_SECOND)])
  }
}
