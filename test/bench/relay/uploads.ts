import { Pool } from 'undici'
import { spawnBareServer } from '../support/bare-process.ts'
import { startMeasuredRelay } from '../support/relay-process.ts'
import { median, verdict } from '../support/tables.ts'
import { makeUpload, vary } from './make-upload.ts'

const ROUNDS = 3
const UPLOADS = 60
const SENDERS = 4
const SIZE = 5_000_000
const AIM = 0.6

/** 5 MB uploads a second, each with new bytes, beside `node:http` that reads and hashes and keeps nothing. */
export async function measureUploads(): Promise<string[][]> {
  const relay = await startMeasuredRelay(SENDERS)
  const bare = await spawnBareServer('{}')
  const rates: { bare: number[]; kept: number[]; relay: number[] } = { bare: [], kept: [], relay: [] }
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.bare.push(await rateOf(bare.url, '/', relay.bearers))
      rates.kept.push(await rateOf(bare.url, '/kept', relay.bearers))
      rates.relay.push(await rateOf(relay.url, '/v1/uploads', relay.bearers))
    }
  } finally {
    await bare.end()
    await relay.end()
  }
  const [base, kept, reached] = [median(rates.bare), median(rates.kept), median(rates.relay)]
  return [
    [
      '5 MB uploads a second',
      `${base.toFixed(1)} (\`node:http\` that reads and hashes, keeps nothing); with a file and its fsync ${kept.toFixed(1)} (${(kept / base).toFixed(2)})`,
      `${reached.toFixed(1)} (${(reached / base).toFixed(2)}), stored with fsync`,
      `at least ${AIM}`,
      verdict(reached / base >= AIM),
    ],
  ]
}

async function rateOf(url: string, path: string, bearers: string[]): Promise<number> {
  const pool = new Pool(url, { connections: SENDERS })
  let left = UPLOADS
  const startedAt = performance.now()
  const send = async (authorization: string) => {
    const bytes = makeUpload(SIZE)
    while (left > 0) {
      left -= 1
      const { statusCode, body } = await pool.request({
        method: 'POST',
        path,
        headers: { authorization, 'content-type': 'image/png' },
        body: vary(bytes),
      })
      await body.dump()
      if (statusCode !== 201) throw new Error(`an upload got ${statusCode}`)
    }
  }
  await Promise.all(bearers.map(send))
  const seconds = (performance.now() - startedAt) / 1000
  await pool.close()
  return UPLOADS / seconds
}
