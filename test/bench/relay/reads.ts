import autocannon from 'autocannon'
import { spawnBareServer } from '../support/bare-process.ts'
import { startMeasuredRelay } from '../support/relay-process.ts'
import { median, verdict } from '../support/tables.ts'
import { startGeneration } from './start-generation.ts'

const ROUNDS = 3
const SECONDS = 4
const CONNECTIONS = 10
const AIM = 0.5

/** `GET /v1/generations/{id}` a second, token check and database included, beside the same bytes from `node:http`. */
export async function measureReads(): Promise<string[][]> {
  const relay = await startMeasuredRelay(1)
  const [authorization = ''] = relay.bearers
  const id = await startGeneration(relay.url, authorization, 'bench-read-one')
  const url = `${relay.url}/v1/generations/${id}`
  const answer = await (await fetch(url, { headers: { authorization } })).text()
  const bare = await spawnBareServer(answer)
  const hono = await spawnBareServer(answer, 'hono')
  const rates: { bare: number[]; hono: number[]; relay: number[] } = { bare: [], hono: [], relay: [] }
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.bare.push(await rateOf(bare.url, {}))
      rates.hono.push(await rateOf(hono.url, {}))
      rates.relay.push(await rateOf(url, { authorization }))
    }
  } finally {
    await bare.end()
    await hono.end()
    await relay.end()
  }
  const [base, library, reached] = [median(rates.bare), median(rates.hono), median(rates.relay)]
  return [
    [
      'reads of one generation a second',
      `${Math.round(base)} (\`node:http\`, the same JSON); Hono with nothing behind it ${Math.round(library)} (${(library / base).toFixed(2)})`,
      `${Math.round(reached)} (${(reached / base).toFixed(2)})`,
      `at least ${AIM}`,
      verdict(reached / base >= AIM),
    ],
  ]
}

async function rateOf(url: string, headers: Record<string, string>): Promise<number> {
  const result = await autocannon({ url, headers, connections: CONNECTIONS, duration: SECONDS })
  if (result.non2xx + result.errors > 0)
    throw new Error(`${url} failed ${result.non2xx + result.errors} times`)
  return result.requests.average
}
