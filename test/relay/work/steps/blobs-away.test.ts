/** The place of the images is away while generations are worked on: later, never lost, never paid twice. */
import { afterEach, expect, it } from 'vitest'
import { BlobsAway } from '../../../../relay/blobs/blob-store.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { readImage } from '../../../../relay/store/generations/images.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import {
  accept,
  addToken,
  drawPng,
  NOON,
  PNG_HEADER,
  PROMPT,
  readRow,
  sha256,
} from '../../support/samples.ts'
import { createWorkBench, type WorkBench } from '../../support/work-bench.ts'

const DAYS_MS = 24 * 60 * 60_000

describeOnEachDatabase('while the images can not be reached', ({ open }) => {
  let bench: WorkBench
  afterEach(() => bench.close())

  /** As `database`, with the place of its images away while `isAway` says so. */
  async function begin(isAway: () => boolean) {
    const database = await open()
    const guard =
      <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
      async (...args: A): Promise<R> => {
        if (isAway()) throw new BlobsAway('no answer')
        return call(...args)
      }
    const { blobs } = database
    const away: Database = {
      ...database,
      blobs: {
        ...blobs,
        put: guard(blobs.put),
        read: guard(blobs.read),
        readWhole: guard(blobs.readWhole),
        open: guard(blobs.open),
        has: guard(blobs.has),
      },
    }
    bench = await createWorkBench(away)
    const { id: personId } = await addToken(database)
    return { database, personId }
  }

  const charges = () => Object.values(bench.standIn.inspection.charges())
  const calls = (method: string, path: string) =>
    bench.standIn.inspection.requests().filter((each) => each.method === method && each.path.includes(path))

  it('a result waits for nine days, is not fetched again and again meanwhile, and comes in the end', async () => {
    let isAway = true
    const { database, personId } = await begin(() => isAway)
    const { id } = await accept(database, personId)
    await bench.runToEnd(id, 9 * 60_000)
    expect(await readRow(database, id)).toMatchObject({ status: 'downloading', trouble_since: null })
    const fetched = calls('GET', '/results/').length
    expect(fetched).toBe(1)
    bench.clock.advance(9 * DAYS_MS)
    await bench.runToEnd(id, 5 * 60_000)
    expect(await readRow(database, id)).toMatchObject({ status: 'downloading', failure_code: null })
    expect(calls('GET', '/results/')).toHaveLength(1)
    isAway = false
    expect(await bench.runToEnd(id)).toMatchObject({ status: 'succeeded', credits_final: 5 })
    expect(await readImage(database, personId, id, 0)).toBeDefined()
    expect(charges()).toHaveLength(1)
  })

  it('a reference waits for longer than Rivya would be waited for, and is then sent', async () => {
    let isAway = false
    const { database, personId } = await begin(() => isAway)
    const data = drawPng(1)
    const upload_id = sha256(data)
    await saveUpload(database, personId, { id: upload_id, header: PNG_HEADER, data }, NOON)
    const { id } = await accept(database, personId, { request: { ...PROMPT, references: [{ upload_id }] } })
    isAway = true
    const row = await bench.runToEnd(id, 3 * 60 * 60_000)
    expect(row).toMatchObject({ status: 'accepted', failure_code: null })
    expect(charges()).toHaveLength(0)
    isAway = false
    expect(await bench.runToEnd(id)).toMatchObject({ status: 'succeeded' })
    expect(charges()).toHaveLength(1)
  })
})
