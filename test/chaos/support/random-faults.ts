/** Everything that networks and gateways do to calls, in random order. */
import type { Fault as StoreFault } from '../../relay/support/s3-store.ts'
import type { Call, Fault } from './fault-proxy.ts'
import type { Chance } from './seeds.ts'

const LONGEST_DELAY_MS = 20
const BAD_GATEWAY = '<!doctype html><title>502 Bad Gateway</title>'

const html = { 'content-type': 'text/html' }
const json = { 'content-type': 'application/json' }
const errorBody = (code: string) =>
  JSON.stringify({ error: { code, message: 'Not now.', requestId: 'req_chaos' } })

/** @param probability that something is wrong with a call */
export function createRandomFaults(chance: Chance, probability: number): (call: Call) => Fault {
  const faults: readonly [() => Fault, ...(() => Fault)[]] = [
    () => ({ kind: 'delay', ms: chance.whole(1, LONGEST_DELAY_MS) }),
    () => ({ kind: 'cut-before' }),
    () => ({ kind: 'cut-after' }),
    () => ({ kind: 'half-body' }),
    () => ({ kind: 'answer', status: 500, headers: json, body: errorBody('internal') }),
    () => ({ kind: 'answer', status: 503, headers: json, body: errorBody('public_api_disabled') }),
    () => ({ kind: 'answer', status: 502, headers: html, body: BAD_GATEWAY }),
    () => ({ kind: 'answer', status: 429, headers: json, body: errorBody('rate_limited') }),
    () => ({
      kind: 'answer',
      status: 429,
      headers: { ...json, 'retry-after': String(chance.whole(1, 5)) },
      body: errorBody('rate_limited'),
    }),
    () => ({ kind: 'answer-after', status: 502, headers: html, body: BAD_GATEWAY }),
    () => ({ kind: 'answer-after', status: 500, headers: json, body: errorBody('internal') }),
    () => ({ kind: 'answer-after', status: 504, body: '' }),
  ]
  return (call) => {
    if (call.name === 'other' || !chance.isHit(probability)) return { kind: 'pass' }
    return chance.pick(faults)()
  }
}

/** The same on the line to the store of images. */
export function createRandomStoreFaults(chance: Chance, probability: number): () => StoreFault | null {
  const slowDown = '<Error><Code>SlowDown</Code></Error>'
  const faults: readonly [StoreFault, ...StoreFault[]] = [
    { kind: 'cut', when: 'before' },
    { kind: 'cut', when: 'after' },
    { kind: 'half' },
    { kind: 'wrong-byte' },
    { kind: 'no-ranges' },
    { kind: 'answer', status: 500 },
    { kind: 'answer', status: 502, headers: html, body: BAD_GATEWAY },
    { kind: 'answer', status: 503, body: slowDown },
    { kind: 'answer', status: 503, headers: { 'retry-after': '2' }, body: slowDown },
    { kind: 'answer', status: 403, body: '<Error><Code>AccessDenied</Code></Error>' },
    { kind: 'answer', status: 404, headers: html, body: '<!doctype html><title>404</title>' },
  ]
  return () => (chance.isHit(probability) ? chance.pick(faults) : null)
}
