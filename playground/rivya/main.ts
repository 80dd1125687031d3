// `npm run stand-in`: the stand-in for Rivya alone.
import { DEFAULT_KEY, startStandIn } from './stand-in.ts'

const port = readNumber('STAND_IN_PORT', 8790, 65_535)
const taskSeconds = readNumber('STAND_IN_SECONDS', 3, 86_400)
const key = process.env.STAND_IN_KEY || DEFAULT_KEY

try {
  const standIn = await startStandIn({ port, keys: [key], switches: { taskSeconds } })
  console.log(`Stand-in for Rivya at ${standIn.url}, API key ${standIn.key}`)
  console.log('No model runs here: the pictures are drawn by a program, and nothing is charged.')
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void standIn.close())
  }
} catch (error) {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  console.error(isTaken ? `Port ${port} is taken: set STAND_IN_PORT to another.` : String(error))
  process.exitCode = 1
}

function readNumber(name: string, otherwise: number, max: number): number {
  const text = process.env[name]
  if (text === undefined || text === '') return otherwise
  const number = Number(text)
  if (number >= 0 && number <= max) return number
  console.error(`${name} must be a number from 0 to ${max}, not "${text}".`)
  process.exit(1)
}
