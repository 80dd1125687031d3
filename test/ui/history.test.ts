import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  chooseFromHistory,
  deleteGeneration,
  readHistory,
  readMore,
  toggleStar,
} from '../../ui/actions/history.ts'
import { reuseSettings } from '../../ui/actions/reuse.ts'
import { refused, succeeded } from '../../ui/result.ts'
import { EMPTY_DRAFT } from '../../ui/state/draft.ts'
import { EMPTY_HISTORY, queryOf, withPage } from '../../ui/state/history.ts'
import { visibleRows } from '../../ui/visible-rows.ts'
import { makeWorld, openPanel } from './engine-set-up.ts'
import { makeGeneration, makeReference, UPLOAD_ID } from './make.ts'

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

  it('takes out what was deleted, also when the relay had it no more, and closes its details', async () => {
    const { world, shell, state } = await withTwo()
    const [first, second] = state.history.value.generations
    if (first === undefined || second === undefined) throw new Error('no generations')
    chooseFromHistory(state, 'a')
    await deleteGeneration(shell, first)
    world.relay.deleteGeneration = async () => refused({ code: 'not_found' })
    await deleteGeneration(shell, second)
    expect(state.history.value).toMatchObject({ generations: [], chosen: null })
  })

  it('keeps what could not be deleted', async () => {
    const { world, shell, state } = await withTwo()
    world.relay.deleteGeneration = async () => refused({ code: 'relay_unreachable' })
    const [first] = state.history.value.generations
    if (first !== undefined) await deleteGeneration(shell, first)
    expect(state.history.value.generations).toHaveLength(2)
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
