import { describe, expect, it } from 'vitest'
import { markFrames, moveReference, removeReference } from '../../../ui/actions/arrange-references.ts'
import { addFiles, addSelection, setHighDetail } from '../../../ui/actions/references.ts'
import { watchReferences } from '../../../ui/actions/watch-references.ts'
import { refused, succeeded } from '../../../ui/result.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeNode, makeReference } from '../support/make.ts'

const namesOf = (panel: ReturnType<typeof openPanel>) =>
  panel.state.draft.value.references.map(({ name }) => name)
const nodes = (count: number) =>
  Array.from({ length: count }, (_, index) => makeNode({ id: `${index}:1`, name: `${index}:1` }))

describe('adding references', () => {
  it('from the selection stops at eight and says that the ninth was left out', async () => {
    const panel = openPanel(makeWorld())
    panel.state.selection.value = nodes(9)
    await addSelection(panel.shell)
    expect(namesOf(panel)).toHaveLength(8)
    expect(panel.state.notice.value?.text).toMatch(/8 references at most, so one was left out/)
  })

  it('again from the same frame takes a new picture in the same place', async () => {
    const panel = openPanel(makeWorld())
    panel.state.selection.value = nodes(2)
    await addSelection(panel.shell)
    const [first] = panel.state.draft.value.references
    markFrames(panel.shell, { changed: ['0:1'], gone: [], restored: [] })
    expect(panel.state.draft.value.references[0]?.freshness).toBe('changed')
    await addSelection(panel.shell)
    const [again] = panel.state.draft.value.references
    expect(namesOf(panel)).toEqual(['0:1', '1:1'])
    expect(again?.freshness).toBe('current')
    expect(again?.source).not.toBe(first?.source)
  })

  it('with nothing selected says what to do', async () => {
    const panel = openPanel(makeWorld())
    await addSelection(panel.shell)
    expect(panel.state.notice.value?.text).toMatch(/Select the layers/)
  })

  it('of what is no image says so by its name, and keeps the others', async () => {
    const panel = openPanel(makeWorld())
    const png = { bytes: new Uint8Array([1]), mimeType: 'image/png', width: 2, height: 2 } as const
    panel.shell.images.fitReference = async (file) =>
      file.type === 'image/png' ? succeeded(png) : refused({ code: 'unsupported_media_type' })
    await addFiles(panel.shell, [
      new File(['x'], 'notes.txt', { type: 'text/plain' }),
      new File(['x'], 'mug.png', { type: 'image/png' }),
    ])
    expect(namesOf(panel)).toEqual(['mug.png'])
    expect(panel.state.notice.value?.text).toMatch(/“notes.txt”.*no PNG, JPEG or WebP/)
  })

  it('is over when the export fails, and says why', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    world.sandbox.refuse = 'export-references'
    panel.state.selection.value = nodes(1)
    await addSelection(panel.shell)
    expect(panel.state.draft.value.references).toEqual([])
    expect(panel.state.notice.value).not.toBeNull()
  })
})

describe('changing references', () => {
  const three = ['a', 'b', 'c'].map((id) => makeReference({ id, name: id, nodeId: `${id}:1` }))

  it('keeps the prompt naming the same pictures', () => {
    const panel = openPanel(makeWorld())
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'image 1, image 3', references: three }
    moveReference(panel.shell, 'c', 0)
    expect(namesOf(panel)).toEqual(['c', 'a', 'b'])
    expect(panel.state.draft.value.prompt).toBe('image 2, image 1')
    removeReference(panel.shell, 'a')
    expect(panel.state.draft.value.prompt).toBe('image ?, image 1')
  })

  it.each([-1, 3])('leaves all as it is for the place %i', (place) => {
    const panel = openPanel(makeWorld())
    panel.state.draft.value = { ...EMPTY_DRAFT, references: three }
    moveReference(panel.shell, 'a', place)
    expect(namesOf(panel)).toEqual(['a', 'b', 'c'])
  })

  it('to high detail exports the frame again with four megapixels', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    panel.state.draft.value = { ...EMPTY_DRAFT, references: three }
    await setHighDetail(panel.shell, 'b', true)
    expect(world.orders.at(-1)).toEqual({
      type: 'export-references',
      references: [{ nodeId: 'b:1', maxPixels: 4_000_000 }],
    })
    expect(panel.state.draft.value.references[1]).toMatchObject({ id: 'b', maxPixels: 4_000_000 })
  })

  it('has their frames watched, whichever these are', () => {
    const world = makeWorld()
    const panel = openPanel(world)
    watchReferences(panel.shell)
    panel.state.draft.value = { ...EMPTY_DRAFT, references: three }
    panel.state.draft.value = { ...panel.state.draft.value, prompt: 'other words' }
    removeReference(panel.shell, 'b')
    const watched = world.orders.flatMap((order) => (order.type === 'watch-frames' ? [order.nodeIds] : []))
    expect(watched).toEqual([
      ['a:1', 'b:1', 'c:1'],
      ['a:1', 'c:1'],
    ])
  })
})
