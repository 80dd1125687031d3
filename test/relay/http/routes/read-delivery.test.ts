import { describe, expect, it } from 'vitest'
import { readTaskIds } from '../../../../relay/http/routes/read-delivery.ts'

const read = (text: string) => readTaskIds({ body: new TextEncoder().encode(text), headers: new Headers() })
const task = { id: 'task_flux_2_pro_1', status: 'succeeded', result: { urls: ['https://a.example/1.png'] } }
const event = { id: 'evt_1', type: 'generation.succeeded', api_version: '2026-05-11' }

describe('the tasks that a delivery names', () => {
  it.each([
    ['data', { ...event, data: task }],
    ['data.object', { ...event, data: { object: task } }],
    ['task', { ...event, task }],
    ['the envelope itself', { type: event.type, ...task }],
    ['data with the id alone', { ...event, data: { task_id: task.id } }],
  ])('are found under %s', (_, envelope) => {
    expect(read(JSON.stringify(envelope))).toContain(task.id)
  })

  it.each([
    '',
    '[',
    'null',
    '3',
    '"task_1"',
    '{"id":{"a":1}}',
    '{"id":""}',
    '\u0000',
    `{"id":"${'a'.repeat(501)}"}`,
    // No database could be asked for them.
    '{"id":"task\\u0000","data":{"id":"task\\ud800"}}',
  ])('are none in %j', (text) => {
    expect(read(text)).toEqual([])
  })

  it('are none in bytes that are no UTF-8', () => {
    const body = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])
    expect(readTaskIds({ body, headers: new Headers() })).toEqual([])
  })

  it('are at most eight, each once', () => {
    const many = Array.from({ length: 100 }, (_, index) => ({ id: `task_${index}` }))
    expect(read(JSON.stringify({ data: many }))).toHaveLength(8)
    expect(read(JSON.stringify({ data: Array(100).fill(task) }))).toEqual([task.id])
  })

  it('are not looked for without an end', () => {
    expect(read(`${'{"a":'.repeat(5000)}{"id":"x"}${'}'.repeat(5000)}`)).toEqual([])
    const wide = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`a${index}`, 1]))
    expect(read(JSON.stringify({ ...wide, id: 'x' }))).toEqual([])
  })
})
