import { describe, expect, it } from 'vitest'
import { DEFAULT_KEY } from '../../../../playground/rivya/stand-in.ts'
import { GOOD, START, start } from '../open-stand-in.ts'

describe('control', () => {
  it('says on its page that it is a stand-in', async () => {
    const { standIn } = await start()
    const page = await (await fetch(standIn.url)).text()
    expect(page).toContain('stand-in for Rivya')
    expect(page).toContain('No model runs here')
    expect(page).toContain(DEFAULT_KEY)
  })

  it('takes switches and tells the state over HTTP', async () => {
    const { standIn, create } = await start()
    await create(GOOD, 'key-1')
    const changed = await fetch(`${standIn.url}/_stand-in/switches`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ credits: 7, faults: [{ on: 'look', kind: 'slow', ms: 1 }] }),
    })
    expect(await changed.json()).toMatchObject({ credits: 7, charges: { 'key-1': 1 } })
    const state = await (await fetch(`${standIn.url}/_stand-in/state`)).json()
    expect(state.tasks).toMatchObject([{ idempotencyKey: 'key-1', request: { prompt: 'A mug' } }])
    expect(standIn.switches().faults).toHaveLength(1)
  })

  it.each([
    ['an unknown switch', 'application/json', '{"colour":1}'],
    ['a wrong value', 'application/json', '{"credits":-1}'],
    ['no JSON', 'application/json', 'x'],
    ['a type that any page may send', 'text/plain', '{"credits":1}'],
  ])('refuses %s', async (_, type, body) => {
    const { standIn } = await start()
    const headers = { 'content-type': type }
    const response = await fetch(`${standIn.url}/_stand-in/switches`, { method: 'POST', headers, body })
    expect(response.status).toBe(400)
    expect(standIn.inspection.credits()).toBe(1000)
  })

  it('notes what a client sent', async () => {
    const { standIn, create } = await start()
    await create(GOOD, 'key-1')
    expect(standIn.inspection.requests()).toMatchObject([
      { method: 'POST', path: '/api/v1/generations', headers: { 'idempotency-key': 'key-1' }, at: START },
    ])
  })
})
