import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { deleteGeneration } from '../../../ui/actions/deletions.ts'
import { readHistory, readMore, toggleStar } from '../../../ui/actions/history.ts'
import { undoLast } from '../../../ui/actions/offer-undo.ts'
import { reuseSettings } from '../../../ui/actions/reuse.ts'
import { stepThrough } from '../../../ui/prompt/recents.ts'
import { refused, succeeded } from '../../../ui/result.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { EMPTY_HISTORY, queryOf, shownOf, withPage } from '../../../ui/state/history.ts'
import type { PanelState } from '../../../ui/state/panel-state.ts'
import { visibleRows } from '../../../ui/visible-rows.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeEntry, makeGeneration, makeReference, UPLOAD_ID } from '../support/make.ts'

const FILTER = EMPTY_HISTORY.filter
const page = (...ids: string[]) => ids.map((id) => makeGeneration('succeeded', { id }))

describe('reading the history', () => {
  it('follows the pages to the last, and asks for no more then', async () => {
    const world = makeWorld()
    const queries: Record<string, string>[] = []
    world.relay.listGenerations = async (query) => {
      queries.push(query)
      return succeeded(
        query.before === undefined
          ? { generations: page('a', 'b'), next: '7' }
          : { generations: page('b', 'c'), next: null },
      )
    }
    const { shell, state } = openPanel(world)
    await readHistory(shell, FILTER)
    await readMore(shell)
    expect(queries).toEqual([{ limit: '200' }, { limit: '200', before: '7' }])
    // Pages shift while images are made: "b" came twice.
    expect(state.history.value.generations.map(({ id }) => id)).toEqual(['a', 'b', 'c'])
    expect(state.history.value).toMatchObject({ next: null, status: 'idle' })
  })

  it('takes no page of a search that has been replaced', async () => {
    const world = makeWorld()
    const answers: (() => void)[] = []
    world.relay.listGenerations = (query) =>
      new Promise((resolve) => {
        answers.push(() => resolve(succeeded({ generations: page(query.q ?? 'all'), next: null })))
      })
    const { shell, state } = openPanel(world)
    const first = readHistory(shell, { ...FILTER, words: 'mu' })
    const second = readHistory(shell, { ...FILTER, words: 'mug' })
    while (answers.length < 2) await Promise.resolve()
    answers[1]?.()
    await second
    answers[0]?.()
    await first
    expect(state.history.value.generations.map(({ id }) => id)).toEqual(['mug'])
  })

  it('keeps what it has when a page fails, and can go on', async () => {
    const world = makeWorld()
    const { shell, state } = openPanel(world)
    world.relay.listGenerations = async () => succeeded({ generations: page('a'), next: '7' })
    await readHistory(shell, FILTER)
    world.relay.listGenerations = async () => refused({ code: 'validation_failed' })
    await readMore(shell)
    expect(state.history.value).toMatchObject({ status: 'failed', failure: { code: 'validation_failed' } })
    world.relay.listGenerations = async () => succeeded({ generations: page('b'), next: null })
    await readMore(shell)
    expect(state.history.value.generations.map(({ id }) => id)).toEqual(['a', 'b'])
  })

  it('asks for what the filter says', () => {
    expect(queryOf(FILTER, 'doc1')).toEqual({})
    expect(queryOf({ words: ' mug ', isStarred: true, isThisFile: true }, 'doc1')).toEqual({
      q: 'mug',
      starred: 'true',
      document: 'doc1',
    })
  })

  it('never holds an entry twice, however the pages overlap', () => {
    const ids = fc.array(fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e')))
    fc.assert(
      fc.property(ids, (pages) => {
        const history = pages.reduce(
          (known, names) => withPage(known, page(...new Set(names))),
          EMPTY_HISTORY,
        )
        const held = history.generations.map(({ id }) => id)
        expect(held).toEqual([...new Set(pages.flat())])
      }),
    )
  })
})

describe('changing the history', () => {
  async function withTwo() {
    const world = makeWorld()
    world.relay.listGenerations = async () => succeeded({ generations: page('a', 'b'), next: null })
    const panel = openPanel(world)
    await readHistory(panel.shell, FILTER)
    return { world, ...panel }
  }

  it('shows a star once the relay has it, and says when it has not, with the id to quote', async () => {
    const { world, shell, state } = await withTwo()
    const [first] = state.history.value.generations
    if (first === undefined) throw new Error('no generation')
    world.relay.star = async (id, starred) => succeeded(makeGeneration('succeeded', { id, starred }))
    await toggleStar(shell, first)
    expect(state.history.value.generations.map(({ starred }) => starred)).toEqual([true, false])
    world.relay.star = async () => refused({ code: 'internal', requestId: 'req_1' })
    await toggleStar(shell, first)
    expect(state.history.value.generations.map(({ starred }) => starred)).toEqual([true, false])
    expect(state.notice.value).toMatchObject({
      text: expect.stringMatching(/fault of its own/),
      requestId: 'req_1',
    })
  })
})

describe('deleting', () => {
  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  const ids = ({ history }: PanelState) => shownOf(history.value).map(({ id }) => id)

  async function withThree() {
    const world = makeWorld()
    world.relay.listGenerations = async () => succeeded({ generations: page('a', 'b', 'c'), next: null })
    const asked: string[] = []
    world.relay.deleteGeneration = async (id) => {
      asked.push(id)
      return id === 'c' ? refused({ code: 'not_found' }) : succeeded(new Response())
    }
    const panel = openPanel(world)
    await readHistory(panel.shell, FILTER)
    const remove = (id: string) =>
      deleteGeneration(panel.shell, panel.engine, makeGeneration('succeeded', { id }))
    return { world, asked, remove, ...panel }
  }

  it('takes the image out at once, and tells the relay only when it was not taken back', async () => {
    const { asked, remove, state } = await withThree()
    remove('a')
    expect(ids(state)).toEqual(['b', 'c'])
    await vi.advanceTimersByTimeAsync(8000)
    expect(asked).toEqual([])
    await vi.advanceTimersByTimeAsync(4000)
    expect(asked).toEqual(['a'])
    expect(state.undo.value).toBeNull()
    expect(state.history.value.generations.map(({ id }) => id)).toEqual(['b', 'c'])
  })

  it('can be taken back, all that were deleted together', async () => {
    const { asked, remove, shell, state } = await withThree()
    remove('a')
    await vi.advanceTimersByTimeAsync(5000)
    remove('b')
    await vi.advanceTimersByTimeAsync(8000)
    expect(state.undo.value?.text).toBe('2 deleted from the history.')
    undoLast(shell)
    expect(ids(state)).toEqual(['a', 'b', 'c'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toEqual([])
  })

  it('stays out when the history is read anew meanwhile', async () => {
    const { remove, shell, state } = await withThree()
    remove('a')
    await readHistory(shell, FILTER)
    expect(ids(state)).toEqual(['b', 'c'])
  })

  it('of what the relay has no more is done, too', async () => {
    const { remove, state } = await withThree()
    remove('c')
    await vi.advanceTimersByTimeAsync(11_000)
    expect(state.history.value).toMatchObject({ leaving: [], generations: [{ id: 'a' }, { id: 'b' }] })
    expect(state.notice.value).toBeNull()
  })

  it('that fails brings the image back and says why', async () => {
    const { world, remove, state } = await withThree()
    world.relay.deleteGeneration = async () => refused({ code: 'validation_failed' })
    remove('a')
    await vi.advanceTimersByTimeAsync(11_000)
    expect(ids(state)).toEqual(['a', 'b', 'c'])
    expect(state.notice.value).not.toBeNull()
  })

  it('of an image that is still being made ends its wait, here and on its layer', async () => {
    const { world, remove, engine, reach, phases } = await withThree()
    const entry = makeEntry({ generationId: 'g-running' })
    world.journal.set(entry.key, entry)
    world.relay.readGeneration = async (id) => succeeded(makeGeneration('processing', { id }))
    engine.takeUp([entry])
    await reach('waiting')
    remove('g-running')
    await vi.advanceTimersByTimeAsync(8000)
    expect(phases()).toEqual(['waiting'])
    await vi.advanceTimersByTimeAsync(4000)
    expect(phases()).toEqual([])
    expect(world.orders.at(-1)).toMatchObject({ type: 'forget-generation', key: entry.key })
  })

  it('is not sent when the panel closes before: what is not said to be gone is not gone', async () => {
    const { asked, remove, close } = await withThree()
    remove('a')
    close()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(asked).toEqual([])
  })
})

describe('reusing settings', () => {
  it('brings words, format and the references the relay has, instead of those that are there', () => {
    const { shell, state } = openPanel(makeWorld())
    state.draft.value = { ...EMPTY_DRAFT, prompt: 'old', references: [makeReference()] }
    reuseSettings(shell, {
      prompt: 'mug of image 1',
      aspectRatio: '2:3',
      resolution: '2K',
      references: [{ name: 'Card', nodeId: '1:2', uploadId: UPLOAD_ID }],
    })
    expect(state.draft.value).toMatchObject({
      prompt: 'mug of image 1',
      aspectRatio: '2:3',
      resolution: '2K',
    })
    expect(state.draft.value.references).toMatchObject([
      { name: 'Card', nodeId: '1:2', source: { kind: 'uploaded', uploadId: UPLOAD_ID } },
    ])
    expect(state.notice.value).toBeNull()
  })

  it('names a reference that was never uploaded', () => {
    const { shell, state } = openPanel(makeWorld())
    reuseSettings(shell, {
      prompt: 'a',
      aspectRatio: '1:1',
      resolution: '1K',
      references: [{ name: 'mug.png', nodeId: null, uploadId: null }],
    })
    expect(state.draft.value.references).toEqual([])
    expect(state.notice.value?.text).toContain('“mug.png”')
  })
})

describe('what the form held before settings were reused', () => {
  const earlier = { prompt: 'an earlier mug', aspectRatio: '2:3', resolution: '2K', references: [] } as const
  const written = { ...EMPTY_DRAFT, prompt: 'unsent words', references: [makeReference()] }

  it('comes back as a whole when it is taken back, with what was written since one step away', () => {
    const { shell, state } = openPanel(makeWorld())
    state.draft.value = written
    reuseSettings(shell, { ...earlier, references: [] })
    expect(state.promptSwap.value).toEqual({ before: 'unsent words' })
    state.draft.value = { ...state.draft.value, prompt: 'an earlier mug of glass' }
    undoLast(shell)
    expect(state.draft.value).toEqual(written)
    expect(state.promptSwap.value).toEqual({ before: 'an earlier mug of glass' })
  })

  it('is the newest of the recent prompts', () => {
    const { shell, state } = openPanel(makeWorld())
    state.preferences.value = { recentPrompts: ['an earlier mug'] }
    state.draft.value = written
    reuseSettings(shell, { ...earlier, references: [] })
    expect(stepThrough(state.preferences.value.recentPrompts ?? [], 'an earlier mug', -1)).toBe(
      'unsent words',
    )
  })

  it('comes back without pictures that were on their way and were dropped', () => {
    const { shell, state } = openPanel(makeWorld())
    const pending = { key: 'p', maxPixels: 4_000_000 }
    const references = [makeReference({ pending }), makeReference({ id: 'r2', pending, source: null })]
    state.draft.value = { ...written, references }
    reuseSettings(shell, { ...earlier, references: [] })
    undoLast(shell)
    expect(state.draft.value.references).toEqual([makeReference({ pending: null })])
  })

  it('is not offered again when there was nothing in it', () => {
    const { shell, state } = openPanel(makeWorld())
    reuseSettings(shell, { ...earlier, references: [] })
    expect(state.undo.value).toBeNull()
  })
})

describe('the rows in sight', () => {
  const sizes = [
    fc.nat(3000),
    fc.integer({ min: 1, max: 6 }),
    fc.integer({ min: 20, max: 200 }),
    fc.integer({ min: 1, max: 2000 }),
    fc.nat(200_000),
  ] as const

  it('cover the window, stay few, and leave the height as it would be with all drawn', () => {
    fc.assert(
      fc.property(...sizes, (count, columns, rowPx, viewPx, scrollPx) => {
        const { start, end, above, below } = visibleRows(count, columns, rowPx, viewPx, scrollPx)
        const drawnRows = Math.ceil((end - start) / columns)
        expect(above + below + drawnRows * rowPx).toBe(Math.ceil(count / columns) * rowPx)
        expect(drawnRows).toBeLessThanOrEqual(viewPx / rowPx + 8)
        expect(start % columns).toBe(0)
        const lastSeen = Math.min(count, Math.floor((scrollPx + viewPx) / rowPx) * columns)
        if (scrollPx < Math.ceil(count / columns) * rowPx) expect(end).toBeGreaterThanOrEqual(lastSeen)
      }),
    )
  })
})
