import { Pool } from 'undici'
import { spawnBareServer } from '../support/bare-process.ts'
import { startMeasuredRelay } from '../support/relay-process.ts'
import { median, verdict } from '../support/tables.ts'
import { makeUpload, vary } from './make-upload.ts'

const ROUNDS = 5
const UPLOADS = 60
const SENDERS = 4
const SIZE = 5_000_000
const AIM = 0.6

/**
 * 5 MB uploads a second, each with new bytes, beside `node:http` that reads and hashes and keeps nothing: by turns, once
 * both are warm.
 */
export async function measureUploads(): Promise<string[][]> {
  const relay = await startMeasuredRelay(SENDERS)
  const bare = await spawnBareServer('{}')
  const toBare = () => rateOf(bare.url, '/', relay.bearers)
  const toFile = () => rateOf(bare.url, '/kept', relay.bearers)
  const toRelay = () => rateOf(relay.url, '/v1/uploads', relay.bearers)
  const rates: { bare: number[]; kept: number[]; relay: number[] } = { bare: [], kept: [], relay: [] }
  try {
    await toBare()
    await toRelay()
    for (let round = 0; round < ROUNDS; round += 1) {
      rates.bare.push(await toBare())
      rates.relay.push(await toRelay())
    }
    // Apart: the system goes on writing what lies in its page cache.
    for (let round = 0; round < ROUNDS; round += 1) rates.kept.push(await toFile())
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
