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
/** Asked for in turn. */
const GENERATIONS = 20
const WRITES_A_SECOND = 20
const AIM = 0.5

/**
 * `GET /v1/generations/{id}` a second, token check and database included, beside the same bytes from `node:http`: by
 * turns, once each of them is warm.
 */
export async function measureReads(): Promise<string[][]> {
  const relay = await startMeasuredRelay(1)
  const [authorization = ''] = relay.bearers
  const start = (name: string) => startGeneration(relay.url, authorization, `bench-read-${name}`)
  const ids = await Promise.all(Array.from({ length: GENERATIONS }, (_, index) => start(`${index}`)))
  const read = async (id: string) =>
    (await fetch(`${relay.url}/v1/generations/${id}`, { headers: { authorization } })).text()
  // The work on them is not what is measured.
  for (const id of ids) while (!(await read(id)).includes('"succeeded"')) await delay(500)
  const answer = await read(ids[0] ?? '')
  const bare = await spawnBareServer(answer)
  const hono = await spawnBareServer(answer, 'hono')
  const paths = ids.map((id) => `/v1/generations/${id}`)
  const rateOf = (url: string, connections: number) =>
    measureRate(url, url === relay.url ? paths : ['/'], authorization, connections)
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

async function measureRate(
  url: string,
  paths: string[],
  authorization: string,
  connections: number,
): Promise<number> {
  const requests = paths.map((path) => ({ path }))
  const headers = { authorization }
  const result = await autocannon({ url, requests, headers, connections, duration: SECONDS })
  if (result.non2xx + result.errors > 0)
    throw new Error(`${url} failed ${result.non2xx + result.errors} times`)
  return result.requests.average
}

async function keepWriting(start: (name: string) => Promise<string>, signal: AbortSignal): Promise<void> {
  for (let count = 0; !signal.aborted; count += 1) {
    await Promise.all([start(`written-${count}`), delay(1000 / WRITES_A_SECOND)])
  }
}
