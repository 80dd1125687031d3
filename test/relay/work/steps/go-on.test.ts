import { expect, it } from 'vitest'
import { readCreditsUsed } from '../../../../relay/store/credits/credits.ts'
import { fetchAgain } from '../../../../relay/store/generations/fetch-again.ts'
import { readImage } from '../../../../relay/store/generations/images.ts'
import { MIN_PART_TRIES } from '../../../../relay/work/decisions/decide-download.ts'
import { startScriptedServer } from '../../rivya/scripted-server.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { drawPng, readAll, sha256 } from '../../support/samples.ts'
import { createBenches } from '../benches.ts'

const DAY = '2026-06-01'
const DAYS_MS = 24 * 60 * 60_000

describeOnEachDatabase('the worker', ({ open }) => {
  const { begin } = createBenches(open)

  it.each(['webp', 'jpeg'] as const)('keeps the bytes of a %s as Rivya sent them', async (format) => {
    const inFormat = { on: 'image', kind: 'format', format } as const
    const { bench, database, personId, id } = await begin({ switches: { faults: [inFormat] } })
    const { upstream_task_id } = await bench.runToEnd(id)
    const { url, key } = bench.standIn
    const task = await fetch(`${url}/api/v1/generations/${upstream_task_id}`, {
      headers: { authorization: `Bearer ${key}` },
    })
    const { result }: { result: { primary_url: string } } = JSON.parse(await task.text())
    const sent = new Uint8Array(await (await fetch(result.primary_url)).arrayBuffer())
    const kept = await readImage(database, personId, id, 0)
    expect(kept).toMatchObject({ mimeType: `image/${format}`, byteCount: sent.length, sha256: sha256(sent) })
    expect(new Uint8Array((await readAll(kept)) ?? [])).toEqual(sent)
  })

  it('takes another link, or the same one later, when the first can not be read', async () => {
    const forbidden = { on: 'image', times: 5, kind: 'answer', status: 403, body: '' } as const
    const { bench, calls, database, personId, id } = await begin({ switches: { faults: [forbidden] } })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(await readImage(database, personId, id, 0)).toBeDefined()
    expect(calls('GET', '/results/')).toHaveLength(6)
  })

  it('fetches a paid image for seven days, says then that it was paid, and fetches it again when asked to', async () => {
    const forbidden = { on: 'image', kind: 'answer', status: 403, body: '' } as const
    const { bench, charges, calls, database, personId, id } = await begin({
      switches: { faults: [forbidden] },
    })
    const trying = await bench.runToEnd(id, 6.9 * DAYS_MS)
    expect(trying).toMatchObject({ status: 'downloading', has_slot: 0 })
    const row = await bench.runToEnd(id, DAYS_MS)
    expect(row).toMatchObject({ status: 'failed', failure_code: 'upstream_unavailable', credits_final: 5 })
    const tries = calls('GET', '/results/').map((each) => each.at)
    expect((tries.at(-1) ?? 0) - (tries[0] ?? 0)).toBeGreaterThanOrEqual(7 * DAYS_MS)
    expect(tries.length).toBeLessThan(300)
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(5)

    bench.standIn.change({ faults: [] })
    const begun = await fetchAgain(database, personId, id, bench.clock.now())
    expect(begun).toMatchObject({ kind: 'begun', row: { status: 'downloading', failure_code: null } })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(await readImage(database, personId, id, 0)).toBeDefined()
    expect(charges()).toEqual([1])
    expect(await readCreditsUsed(database.query, personId, DAY)).toBe(5)
  })

  it.each([
    [{ kind: 'foreign', format: 'avif' }, 'an AVIF image'],
    [{ kind: 'foreign', format: 'gif' }, 'a GIF image'],
    [{ kind: 'foreign', format: 'nothing' }, 'nothing'],
    [{ kind: 'foreign', format: 'junk' }, 'something else than an image'],
    [{ kind: 'huge', bytes: 32_000_001, hasLength: true }, 'more than 32 MB'],
  ] as const)(
    'says of a result like %j that it is paid and where it is, and fetches it again',
    async (fault, holds) => {
      const { bench, charges, database, personId, id } = await begin({
        switches: { faults: [{ on: 'image', ...fault }] },
      })
      const row = await bench.runToEnd(id)
      expect(row).toMatchObject({ status: 'failed', failure_code: 'upstream_unavailable', credits_final: 5 })
      const [link] = row.failure_message?.match(/http\S+$/) ?? []
      expect(row.failure_message).toContain(`its link holds ${holds}, which can not be placed`)
      expect(link).toContain('/results/')
      expect((await fetch(link ?? '')).status).toBe(200)

      bench.standIn.change({ faults: [] })
      expect(await fetchAgain(database, personId, id, bench.clock.now())).toMatchObject({ kind: 'begun' })
      expect((await bench.runToEnd(id)).status).toBe('succeeded')
      expect(charges()).toEqual([1])
    },
  )

  it.each([
    ['comes whole later', 3],
    ['never comes whole', Number.POSITIVE_INFINITY],
  ])('tries an image that ends too soon again, and keeps the best there is when it %s', async (_, cuts) => {
    const whole = drawPng(1)
    const part = whole.subarray(0, 50)
    let tries = 0
    const server = await startScriptedServer((response) => {
      tries += 1
      // Neither a length nor chunks.
      response.socket?.end(
        Buffer.concat([Buffer.from('HTTP/1.1 200 OK\r\n\r\n'), tries <= cuts ? part : whole]),
      )
    })
    const fields = { result: { urls: [`${server.url}/a`] } }
    const { bench, database, personId, id } = await begin({
      switches: { faults: [{ on: 'task', kind: 'fields', fields }] },
    })
    expect((await bench.runToEnd(id)).status).toBe('succeeded')
    expect(tries).toBeGreaterThanOrEqual(Math.min(MIN_PART_TRIES, cuts + 1))
    const kept = await readImage(database, personId, id, 0)
    expect(kept?.byteCount).toBe(Number.isFinite(cuts) ? whole.length : part.length)
    await server.close()
  })
})
