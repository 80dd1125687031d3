import { expect, it } from 'vitest'
import { viewGeneration, writeGeneration } from '../../../../relay/http/routes/view.ts'
import type { VisibleRow } from '../../../../relay/store/tables/generations.ts'
import { NOON } from '../../support/samples.ts'

const ROW: VisibleRow = {
  id: `gen_${'0'.repeat(32)}`,
  position: 1,
  change: 1,
  status: 'queued',
  prompt: 'A mug',
  aspect_ratio: '1:1',
  resolution: '1K',
  reference_list: '[]',
  image_list: '[]',
  credits_reserved: 5,
  credits_final: null,
  failure_code: null,
  failure_message: null,
  created_at: NOON,
  updated_at: NOON,
  expected_at: null,
  idempotency_key: 'key-00000001',
  origin: null,
  start: null,
  look_id: null,
  look_version: null,
  look_name: null,
  starred: 0,
  has_thumbnail: 0,
  setbacks: 0,
  dead_ends: 0,
  upstream_task_id: null,
}

it('makes the view of a row that stays as it is once, and of another row another', () => {
  const row = Object.freeze({ ...ROW })
  expect(viewGeneration(row)).toBe(viewGeneration(row))
  expect(viewGeneration(Object.freeze({ ...ROW, status: 'processing' }))).toMatchObject({
    status: 'processing',
  })
})

it('makes the view of a row that may change anew', () => {
  const row = { ...ROW }
  expect(viewGeneration(row).status).toBe('queued')
  row.status = 'processing'
  expect(viewGeneration(row).status).toBe('processing')
})

it('writes down what the view says, of a row that may change anew', () => {
  const lasting = Object.freeze({ ...ROW })
  expect(JSON.parse(writeGeneration(lasting))).toEqual(viewGeneration(lasting))
  expect(writeGeneration(lasting)).toBe(writeGeneration(lasting))
  const row = { ...ROW }
  expect(writeGeneration(row)).toContain('"queued"')
  row.status = 'processing'
  expect(JSON.parse(writeGeneration(row))).toEqual(viewGeneration(row))
})
