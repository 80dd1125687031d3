/** A file for each target, and a row for each: what is paired is what is sent. */
import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, it } from 'vitest'
import { reuseFromLayer } from '../../../ui/actions/from-layer.ts'
import { generate } from '../../../ui/actions/generate.ts'
import { addStartFiles, pairFile, removeStartFiles } from '../../../ui/actions/start-files.ts'
import { setStartFrom } from '../../../ui/actions/start-from.ts'
import { forecast } from '../../../ui/forecast.ts'
import { refused, succeeded } from '../../../ui/result.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { planTargets } from '../../../ui/targets/plan-targets.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeCard, makeNode, makeReference, UPLOAD_ID } from '../support/make.ts'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const file = (name: string) => new File([`bytes of ${name}`], name)

let world: ReturnType<typeof makeWorld>
let panel: ReturnType<typeof openPanel>

const plan = () => forecast(panel.state).plan
const reasons = () => forecast(panel.state).reasons
const change = (changes: Partial<typeof EMPTY_DRAFT>) => {
  panel.state.draft.value = { ...panel.state.draft.value, ...changes }
}
const idOf = (name: string) => panel.state.draft.value.files.find((known) => known.name === name)?.id ?? ''
const firsts = () =>
  [...world.generations.values()].map(({ origin, references }) => [origin?.node_id, references[0]?.upload_id])

function takePictures() {
  panel.shell.images = {
    ...panel.shell.images,
    fitReference: async (picture: Blob) => {
      const bytes = new Uint8Array(await picture.arrayBuffer())
      if (new TextDecoder().decode(bytes).includes('broken')) return refused({ code: 'image_damaged' })
      return succeeded({ bytes, mimeType: 'image/png', width: 1, height: 1 })
    },
  }
}

beforeEach(() => {
  world = makeWorld()
  panel = openPanel(world)
  takePictures()
  panel.state.cards.value = ['Mug', 'Bowl', 'Tray'].map((name, index) => makeCard({ id: `1:${index}`, name }))
  change({ ...EMPTY_DRAFT, prompt: 'image 1 on oak', startFrom: 'file' })
})

describe('files for each', () => {
  it('go to the layers of their names as image 1 of their requests, byte for byte', async () => {
    await addStartFiles(panel.shell, [file('tray.png'), file('mug.png'), file('bowl.png')])
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting', 'waiting', 'waiting')
    expect(firsts()).toEqual([
      ['1:0', sha('bytes of mug.png')],
      ['1:1', sha('bytes of bowl.png')],
      ['1:2', sha('bytes of tray.png')],
    ])
    expect([...world.generations.values()][0]?.start).toEqual({ kind: 'file', name: 'mug.png' })
  })

  it('have their places from the moment they are chosen, and Generate waits until they are read', async () => {
    const added = addStartFiles(panel.shell, [file('mug.png')])
    expect(plan().pairing.fileOf.get('1:0')).toBe(idOf('mug.png'))
    expect(reasons()).toContain('A file is still being read.')
    await added
    expect(reasons()).toEqual([])
  })

  it('that can’t be read go again, and why is said; the others stay', async () => {
    await addStartFiles(panel.shell, [file('broken.png'), file('bowl.png')])
    expect(panel.state.draft.value.files.map(({ name }) => name)).toEqual(['bowl.png'])
    expect(panel.state.notice.value?.text).toMatch(/broken\.png/)
  })

  it('leave the layers without one out, or to words alone, as the person says once for all', async () => {
    await addStartFiles(panel.shell, [file('mug.png'), file('Mug.jpg')])
    const { all, targets, pairing } = plan()
    expect(all.map(({ leftOut }) => leftOut?.reason ?? null)).toEqual([
      null,
      'it has no file',
      'it has no file',
    ])
    expect(targets).toHaveLength(1)
    expect(pairing.unused).toHaveLength(1)
    change({ usesWordsAlone: true })
    expect(plan().targets.map(({ prompt, start }) => [prompt, start === null])).toEqual([
      ['image 1 on oak', false],
      ['Bowl on oak', true],
      ['Tray on oak', true],
    ])
  })

  it('are exchanged by the person, and sent so', async () => {
    await addStartFiles(panel.shell, [file('mug.png'), file('bowl.png')])
    pairFile(panel.shell, plan().pairing, '1:0', idOf('bowl.png'))
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting', 'waiting')
    expect(firsts()).toEqual([
      ['1:0', sha('bytes of bowl.png')],
      ['1:1', sha('bytes of mug.png')],
    ])
  })

  it('are removed one by one, and the others keep their layers', async () => {
    await addStartFiles(panel.shell, [file('mug.png'), file('bowl.png')])
    pairFile(panel.shell, plan().pairing, '1:2', idOf('mug.png'))
    removeStartFiles(panel.shell, [idOf('bowl.png')])
    expect(panel.state.draft.value.files.map(({ name }) => name)).toEqual(['mug.png'])
    expect([...plan().pairing.fileOf]).toEqual([['1:2', idOf('mug.png')]])
  })

  it('make room when they are removed', async () => {
    await addStartFiles(panel.shell, [file('mug.png')])
    removeStartFiles(panel.shell, [idOf('mug.png')])
    expect(plan().targets).toEqual([])
  })

  it('that only a closed panel had end their runs by name, and nothing is sent', async () => {
    await addStartFiles(panel.shell, [file('mug.png')])
    world.sandbox.hold = 'begin-generations'
    void generate(panel.shell, panel.engine)
    panel.close()
    world.sandbox.hold = null
    panel = openPanel(world)
    panel.engine.takeUp([...world.journal.values()])
    await panel.reach('failed')
    expect([...panel.state.runs.value.values()][0]?.state).toMatchObject({
      failure: { code: 'reference_lost', detail: '“mug.png”' },
    })
    expect(world.posts).toEqual([])
  })
})

describe('rows', () => {
  it('fill in the prompt of each layer by its name, and name its file', async () => {
    const rowsText = 'name\tfile\tcolour\nBowl\tIMG_2.png\tred\nMug\tIMG_1.png\tsage'
    change({ rowsText, prompt: 'image 1 in {colour}' })
    await addStartFiles(panel.shell, [file('IMG_1.png'), file('IMG_2.png')])
    const nameOf = (id: string) =>
      panel.state.draft.value.files.find((known) => `file ${known.id}` === id)?.name
    expect(
      plan().targets.map(({ title, prompt, pictureKey }) => [title, prompt, nameOf(pictureKey)]),
    ).toEqual([
      ['Mug', 'image 1 in sage', 'IMG_1.png'],
      ['Bowl', 'image 1 in red', 'IMG_2.png'],
    ])
    expect(plan().rowless).toEqual([])
  })

  it('keep their layers when one before them is left out', () => {
    change({
      startFrom: 'nothing',
      rowsText: 'colour\nred\nblue\ngreen',
      prompt: '{colour}',
      leftOut: new Set(['1:0']),
    })
    expect(plan().targets.map(({ prompt }) => prompt)).toEqual(['blue', 'green'])
  })

  it('without a layer and layers without a row are known before the press', () => {
    change({ startFrom: 'nothing', rowsText: 'name\tcolour\nMug\tred\nPlate\tblue', prompt: '{colour}' })
    expect(plan().unusedRows.map(({ name }) => name)).toEqual(['Plate'])
    expect(plan().rowless).toEqual(['Bowl', 'Tray'])
  })

  it('with a fault keep from pressing', () => {
    change({ startFrom: 'nothing', rowsText: 'colour\n"red' })
    expect(reasons()).toEqual([expect.stringMatching(/quote that is not closed/)])
  })
})

describe('a layer that was generated', () => {
  const EARLIER = { key: 'an earlier picture', imageHash: 'e'.repeat(40), crop: null }
  const start = (kind: 'own' | 'file') => ({
    name: 'Mug',
    nodeId: '1:0',
    uploadId: UPLOAD_ID,
    start: kind === 'own' ? { kind, picture: EARLIER } : { kind },
  })
  const shared = { name: 'Oak', nodeId: null, uploadId: UPLOAD_ID }
  const reuse = (kind: 'own' | 'file') => {
    const made = {
      version: 1 as const,
      key: 'k',
      generationId: 'g',
      prompt: 'image 1 on image 2',
      aspectRatio: '3:4' as const,
      resolution: '1K' as const,
      references: [start(kind), shared],
      credits: 5,
      imageHash: 'h',
      width: 1,
      height: 1,
      placedAt: 1,
    }
    reuseFromLayer(panel.shell, makeNode({ id: '1:0', provenance: made }), 'edit-prompt')
    return panel.state.draft.value
  }

  it('starts from its own picture again, and shares what was shared', () => {
    const { startFrom, references, prompt } = reuse('own')
    expect([startFrom, references.map(({ name }) => name), prompt]).toEqual([
      'own',
      ['Oak'],
      'image 1 on image 2',
    ])
  })

  it('starts from the very picture it was made from, though another is the layer’s own by now', () => {
    reuse('own')
    const node = makeNode({ id: '1:0' })
    const planned = planTargets(panel.state.draft.value, { nodes: [node], cards: [] })
    expect(planned.targets.map(({ start }) => start?.start)).toEqual([{ kind: 'own', picture: EARLIER }])
  })

  it('has the file it started from as its first reference', () => {
    const { startFrom, references } = reuse('file')
    expect([startFrom, references.map(({ name }) => name)]).toEqual(['nothing', ['Mug', 'Oak']])
  })
})

describe('choosing where to start from', () => {
  const oak = makeReference({ id: 'oak' })
  const brass = makeReference({ id: 'brass' })

  it('renumbers the shared references in the prompt', () => {
    change({ startFrom: 'nothing', references: [oak, brass], prompt: 'light of image 1, image 2' })
    setStartFrom(panel.shell, 'file')
    expect(panel.state.draft.value.prompt).toBe('light of image 2, image 3')
    setStartFrom(panel.shell, 'nothing')
    expect(panel.state.draft.value.prompt).toBe('light of image 1, image 2')
  })

  it('leaves the number that was written for the picture before it was chosen', () => {
    change({ startFrom: 'nothing', prompt: 'the product of image 1 on oak' })
    setStartFrom(panel.shell, 'own')
    expect(panel.state.draft.value.prompt).toBe('the product of image 1 on oak')
  })

  it('shows what named the picture when there is none any more', () => {
    change({ startFrom: 'own', references: [oak], prompt: 'image 1 in the light of image 2' })
    setStartFrom(panel.shell, 'nothing')
    expect(panel.state.draft.value.prompt).toBe('image ? in the light of image 1')
  })

  it('costs no word when it is chosen again', () => {
    const prompt = 'image 1 in the light of image 2'
    change({ startFrom: 'own', references: [oak], prompt })
    setStartFrom(panel.shell, 'nothing')
    setStartFrom(panel.shell, 'below')
    expect(panel.state.draft.value.prompt).toBe(prompt)
  })

  it('takes no word back that was changed meanwhile, nor a number of other references', () => {
    change({ startFrom: 'own', references: [oak, brass], prompt: 'image 1 on image 2' })
    setStartFrom(panel.shell, 'nothing')
    change({ references: [brass, oak] })
    setStartFrom(panel.shell, 'own')
    expect(panel.state.draft.value.prompt).toBe('image ? on image 2')
    setStartFrom(panel.shell, 'nothing')
    change({ prompt: 'image ? over image 1' })
    setStartFrom(panel.shell, 'own')
    expect(panel.state.draft.value.prompt).toBe('image ? over image 2')
    change({ prompt: 'image ? on image 1' })
    setStartFrom(panel.shell, 'below')
    expect(panel.state.draft.value.prompt).toBe('image ? on image 1')
  })
})
