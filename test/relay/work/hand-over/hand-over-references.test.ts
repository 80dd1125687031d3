import { expect, it, vi } from 'vitest'
import { RELAY_FAILURES } from '../../../../contract/failures.ts'
import type { Clock } from '../../../../relay/clock.ts'
import type { RivyaClient } from '../../../../relay/rivya/client.ts'
import type { UploadOutcome } from '../../../../relay/rivya/outcomes.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import { createHandOver } from '../../../../relay/work/hand-over/hand-over-references.ts'
import { createRivyaCopies } from '../../../../relay/work/hand-over/rivya-copies.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { createManualClock } from '../../support/manual-clock.ts'
import { accept, addToken, drawPng, NOON, PNG_HEADER, PROMPT, sha256 } from '../../support/samples.ts'

const never = new AbortController().signal
const notNow = { kind: 'not-now', reason: '', retryAfterMs: null } as const
/** As long as it takes. */
const patiently: Clock['wait'] = (_, signal) =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve()))

describeOnEachDatabase('references on their way to Rivya', ({ open }) => {
  async function begin(count: number) {
    const database = await open()
    const { id: personId } = await addToken(database)
    const ids: string[] = []
    for (let seed = 1; seed <= count; seed += 1) {
      const data = drawPng(seed)
      await saveUpload(database, personId, { id: sha256(data), header: PNG_HEADER, data }, NOON)
      ids.push(sha256(data))
    }
    const references = ids.map((upload_id) => ({ upload_id }))
    const row = await accept(database, personId, { request: { ...PROMPT, references } })
    return { database, row, ids }
  }

  /** @param wait the manual clock's unless given, so that patience is over at once */
  function handOverWith(database: Database, uploadFile: RivyaClient['uploadFile'], wait?: Clock['wait']) {
    const manual = createManualClock(NOON)
    const clock = { ...manual, ...(wait === undefined ? {} : { wait }) }
    const copies = createRivyaCopies(database, { uploadFile } as RivyaClient, clock)
    return { clock, copies, handOver: createHandOver(database, copies) }
  }

  it('are all under way at once, and come out in their order whichever arrives first', async () => {
    const { database, row, ids } = await begin(8)
    const answers = new Map<string, (outcome: UploadOutcome) => void>()
    const { handOver } = handOverWith(
      database,
      ({ name }) => new Promise((resolve) => answers.set(name.slice(0, 16), resolve)),
    )
    const handing = handOver(row, never)
    await expect.poll(() => answers.size).toBe(8)
    for (const [name, answer] of [...answers].reverse())
      answer({ kind: 'uploaded', url: `https://a.test/${name}` })
    const handed = await handing
    expect(handed).toEqual({
      kind: 'handed',
      references: ids.map((id, index) => ({
        url: `https://a.test/${id.slice(0, 16)}`,
        at: NOON,
        name: `image ${index + 1}.png`,
        mimeType: 'image/png',
      })),
      at: NOON,
    })
  })

  it('that went ahead are not sent again, until their links are five minutes old', async () => {
    const { database, row, ids } = await begin(2)
    const uploadFile = vi.fn(async () => ({ kind: 'uploaded', url: 'https://a.test/1' }) as const)
    const { clock, copies, handOver } = handOverWith(database, uploadFile)
    for (const id of ids) await copies.sendAhead(id, 'ahead', never)
    expect(uploadFile).toHaveBeenCalledTimes(2)
    clock.advance(4 * 60_000)
    expect((await handOver(row, never)).kind).toBe('handed')
    expect(uploadFile).toHaveBeenCalledTimes(2)
    clock.advance(2 * 60_000)
    expect((await handOver(row, never)).kind).toBe('handed')
    expect(uploadFile).toHaveBeenCalledTimes(4)
  })

  it('that are just going ahead are waited for, not sent twice', async () => {
    const { database, row, ids } = await begin(1)
    const answers: ((outcome: UploadOutcome) => void)[] = []
    const uploadFile = vi.fn(() => new Promise<UploadOutcome>((resolve) => answers.push(resolve)))
    const { copies, handOver } = handOverWith(database, uploadFile, patiently)
    const ahead = copies.sendAhead(ids[0] ?? '', 'ahead', never)
    const handing = handOver(row, never)
    await expect.poll(() => answers).toHaveLength(1)
    answers[0]?.({ kind: 'uploaded', url: 'https://a.test/1' })
    expect([await ahead, (await handing).kind]).toEqual([
      { kind: 'uploaded', url: 'https://a.test/1', at: NOON },
      'handed',
    ])
    expect(uploadFile).toHaveBeenCalledTimes(1)
  })

  it('that hang on their way ahead keep neither a press nor its places waiting', async () => {
    const { database, row, ids } = await begin(8)
    const hanging: AbortSignal[] = []
    const answers: ((outcome: UploadOutcome) => void)[] = []
    const { copies, handOver } = handOverWith(database, ({ clientRequestId }, signal) => {
      if (clientRequestId === 'ahead') hanging.push(signal)
      return new Promise<UploadOutcome>((resolve) => {
        if (clientRequestId !== 'ahead') answers.push(resolve)
        signal.addEventListener('abort', () => resolve(notNow))
      })
    })
    for (const id of ids) void copies.sendAhead(id, 'ahead', never)
    await expect.poll(() => hanging).toHaveLength(8)
    const handing = handOver(row, never)
    await expect.poll(() => answers).toHaveLength(8)
    for (const answer of answers) answer({ kind: 'uploaded', url: 'https://a.test/1' })
    expect((await handing).kind).toBe('handed')
    expect(hanging.every(({ aborted }) => aborted)).toBe(true)
  })

  it('that arrive ahead after all are used, and what was sent beside them is dropped', async () => {
    const { database, row, ids } = await begin(1)
    const calls: { answer: (outcome: UploadOutcome) => void; signal: AbortSignal }[] = []
    const { copies, handOver } = handOverWith(
      database,
      (_, signal) =>
        new Promise<UploadOutcome>((answer) => {
          calls.push({ answer, signal })
          signal.addEventListener('abort', () => answer(notNow))
        }),
    )
    void copies.sendAhead(ids[0] ?? '', 'ahead', never)
    const handing = handOver(row, never)
    await expect.poll(() => calls).toHaveLength(2)
    calls[0]?.answer({ kind: 'uploaded', url: 'https://a.test/ahead' })
    expect(await handing).toMatchObject({ references: [{ url: 'https://a.test/ahead' }] })
    expect(calls[1]?.signal.aborted).toBe(true)
  })

  it.each([
    ['are refused', { kind: 'refused', code: 'validation_failed', message: 'No.' }, 'handed', 2],
    ['break off', { kind: 'not-now', reason: 'HTTP 502', retryAfterMs: null }, 'handed', 2],
    ['are to wait', { kind: 'not-now', reason: 'HTTP 429', retryAfterMs: 30_000 }, 'not-now', 1],
  ] as const)(
    'that %s just then are sent by the press unless Rivya asks to wait',
    async (_, first, kind, calls) => {
      const { database, row, ids } = await begin(1)
      const outcomes: UploadOutcome[] = [first, { kind: 'uploaded', url: 'https://a.test/1' }]
      const gone: (() => void)[] = []
      const uploadFile = vi.fn(async () => {
        if (gone.length === 0) await new Promise<void>((resolve) => gone.push(resolve))
        return outcomes.shift() ?? first
      })
      const { copies, handOver } = handOverWith(database, uploadFile, patiently)
      const link = vi.spyOn(copies, 'link')
      void copies.sendAhead(ids[0] ?? '', 'ahead', never)
      const handing = handOver(row, never)
      // The press waits for it before it ends.
      await expect.poll(() => link.mock.calls).toHaveLength(1)
      await expect.poll(() => gone).toHaveLength(1)
      gone[0]?.()
      expect((await handing).kind).toBe(kind)
      expect(uploadFile).toHaveBeenCalledTimes(calls)
    },
  )

  it('are handed over anew where their links are to be new', async () => {
    const { database, row, ids } = await begin(2)
    const uploadFile = vi.fn(async () => ({ kind: 'uploaded', url: 'https://a.test/1' }) as const)
    const { clock, copies, handOver } = handOverWith(database, uploadFile)
    for (const id of ids) await copies.sendAhead(id, 'ahead', never)
    clock.advance(1000)
    expect(await handOver(row, never)).toMatchObject({ at: NOON })
    expect(await handOver(row, never, clock.now())).toMatchObject({ at: NOON + 1000 })
    expect(uploadFile).toHaveBeenCalledTimes(4)
  })

  it('end the step with what is final, though another could be tried again', async () => {
    const { database, row, ids } = await begin(2)
    const refused: UploadOutcome = { kind: 'refused', code: 'validation_failed', message: 'No.' }
    const { handOver } = handOverWith(database, async ({ name }) =>
      name.startsWith(ids[1]?.slice(0, 16) ?? '-') ? refused : notNow,
    )
    expect(await handOver(row, never)).toEqual({ ...refused, message: 'Image 2: No.' })
  })

  it.each([
    ['payload_too_large', 'Too large.', 'payload_too_large', 'Image 2: Too large.'],
    [
      'generation_failed',
      RELAY_FAILURES.generation_failed.sentence,
      'validation_failed',
      'Image 2: Rivya did not take it.',
    ],
    ['insufficient_credits', 'Top up.', 'insufficient_credits', 'Top up.'],
    ['upstream_unavailable', 'The key is refused.', 'upstream_unavailable', 'The key is refused.'],
  ] as const)(
    'of which one is refused (%s, %s) say which it is, where it is that one alone',
    async (code, message, ...said) => {
      const { database, row, ids } = await begin(3)
      const { handOver } = handOverWith(database, async ({ name }) =>
        name.startsWith(ids[1]?.slice(0, 16) ?? '-')
          ? { kind: 'refused', code, message }
          : { kind: 'uploaded', url: `https://a.test/${name}` },
      )
      expect(await handOver(row, never)).toEqual({ kind: 'refused', code: said[0], message: said[1] })
    },
  )
})
