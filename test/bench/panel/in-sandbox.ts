/** What the sandbox takes in QuickJS, beside the smallest plugin that does the same step. */
import { createCanvas } from '@napi-rs/canvas'
import { buildFile, frame, group, page, rectangle, text } from '../../../playground/document/build-file.ts'
import { imagePaint } from '../../../playground/document/picture-fills.ts'
import type { DocumentFile } from '../../../playground/host/file/node-record.ts'
import type { Host } from '../../../playground/host/host.ts'
import { createNodeHost } from '../../../playground/node-host.ts'
import { seededRandom } from '../../../playground/rivya/seeded-random.ts'
import { hearSelection, openPlugin } from '../../plugin/support/open-plugin.ts'
import { begin, place, plan, planFill } from '../../plugin/support/press.ts'
import { makeShop } from '../../plugin/support/shop.ts'
import { type Figure, row } from './figure.ts'

const RUNS = 9
const TARGET = 'Card 1'
/** The most cards that one of the read files holds side by side. */
const LARGEST_GRID = 32

/** Makes a frame, or fills one with the bytes it gets, and answers: no journal, no checks, no provenance. */
const BARE_CODE = `figma.showUI(__html__)
figma.ui.onmessage = async (message) => {
  if (message.bytes) {
    const node = await figma.getNodeByIdAsync(message.nodeId)
    node.fills = [...node.fills, { type: 'IMAGE', scaleMode: 'FILL', imageHash: figma.createImage(message.bytes).hash }]
  } else figma.createFrame()
  figma.ui.postMessage('done')
}`

/** Reads of each selected layer, and of all in it, what it is, its name and its fills, once, and answers. */
const READING_CODE = `figma.showUI(__html__)
figma.on('selectionchange', () => {
  let filled = 0
  const read = (node) => {
    if (node.type && node.name && 'fills' in node && node.fills.length > 0) filled += 1
    if ('children' in node) node.children.forEach(read)
  }
  figma.currentPage.selection.forEach(read)
  figma.ui.postMessage({ filled })
})`

const BARE_MANIFEST = { id: 'bare', name: 'Bare', editorType: ['figma'], documentAccess: 'dynamic-page' }

/** @returns rows of the table */
export async function measureInSandbox(): Promise<string[][]> {
  const random = seededRandom(4)
  const placeholder: Figure = {
    what: 'Press to placeholder in the QuickJS host (baseline: a plugin that only makes a frame)',
    baseline: [],
    taken: [],
    aimMs: 100,
  }
  const fill: Figure = {
    what: 'Bytes in the panel to drawn fill, 4 MB PNG, in the QuickJS host (baseline: a plugin that only sets the fill)',
    baseline: [],
    taken: [],
    aimMs: 400,
  }
  const clone: number[] = []
  for (let run = 0; run < RUNS; run += 1) {
    const plugin = await openPlugin()
    const bare = await openBare()
    const nodeId = plugin.host.document.find(TARGET).id
    placeholder.taken.push(await time(() => begin(plugin, plan({ kind: 'new-image' }))))
    placeholder.baseline.push(await time(() => order(bare, {})))

    const planned = planFill(plugin, TARGET)
    await begin(plugin, planned)
    const [ours, theirs] = [makeNoise(random), makeNoise(random)]
    clone.push(await time(async () => structuredClone(ours)))
    fill.taken.push(
      await time(async () => {
        await place(plugin, planned.key, ours)
        await plugin.host.samplePixel(5, 395)
      }),
    )
    fill.baseline.push(
      await time(async () => {
        await order(bare, { bytes: theirs, nodeId })
        await bare.samplePixel(5, 395)
      }),
    )
    plugin.host.dispose()
    bare.dispose()
  }
  const cloned: Figure = {
    ...fill,
    what: 'The same (baseline: structuredClone of the bytes alone)',
    baseline: clone,
  }
  const selections = await measureSelections()
  return [row(placeholder), row(fill), row(cloned), ...selections.map(row)]
}

/** Grids of cards of seven layers: the largest of real files, and as many cards as are ever described. */
async function measureSelections(): Promise<Figure[]> {
  const measure = async (what: string, count: number, aimMs: number | null): Promise<Figure> => {
    const figure: Figure = { what, baseline: [], taken: [], aimMs }
    const document = makeGrid(count)
    const plugin = await openPlugin({ document })
    const bare = await openBare(READING_CODE, document)
    const grid = [plugin.host.document.find('Grid').id]
    for (let run = 0; run < RUNS; run += 1) {
      plugin.host.selection = []
      await hearSelection(plugin)
      figure.taken.push(
        await timeProcessor(() => {
          plugin.host.selection = grid
          return hearSelection(plugin)
        }),
      )
      const read = (isDone: (filled: number) => boolean) =>
        bare.panel.receive((message) => isDone((message as { filled: number }).filled))
      bare.selection = []
      await read((filled) => filled === 0)
      figure.baseline.push(
        await timeProcessor(() => {
          bare.selection = grid
          return read((filled) => filled > 0)
        }),
      )
    }
    plugin.host.dispose()
    bare.dispose()
    return figure
  }
  const baseline =
    'by what the processor spends (baseline: a plugin that reads type, name and fills of each layer, once)'
  return [
    await measure(
      `A grid of ${LARGEST_GRID} cards selected to its description in the QuickJS host, ${baseline}`,
      LARGEST_GRID,
      50,
    ),
    await measure('The same of 500 cards, told in parts', 500, null),
  ]
}

function makeGrid(count: number): DocumentFile {
  const cards = Array.from({ length: count }, (_, index) => {
    const [x, y] = [(index % 20) * 220, Math.floor(index / 20) * 320]
    return group(`Group ${index}`, { x, y, width: 200, height: 300 }, [
      rectangle(`Rectangle ${index}`, { x, y, width: 200, height: 180, fills: [imagePaint('a'.repeat(40))] }),
      text(`Product ${index}`, { x, y: y + 190, width: 160, height: 20 }),
      text('Solid oak, oiled', { x, y: y + 220, width: 160, height: 20 }),
      group('Button', { x, y: y + 260, width: 90, height: 30 }, [
        rectangle('Base', { x, y: y + 260, width: 90, height: 30 }),
        text('Add', { x: x + 10, y: y + 265, width: 40, height: 20 }),
      ]),
    ])
  })
  return buildFile(
    'grid',
    'Cards',
    [page('Page', {}, [frame('Grid', { width: 4400, height: 8000 }, cards)])],
    [],
  )
}

async function openBare(code = BARE_CODE, document = makeShop()): Promise<Host> {
  const host = createNodeHost({ code, html: '<p>panel</p>', manifest: BARE_MANIFEST, document })
  await host.open()
  return host
}

function order(host: Host, message: object): Promise<unknown> {
  host.panel.send(message)
  return host.panel.receive((answer) => answer === 'done')
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const before = performance.now()
  await work()
  return performance.now() - before
}

/** Of the whole process: nothing of it waits for another, and a busy machine takes nothing away from it. */
async function timeProcessor(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage()
  await work()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

/** A PNG of about 4 MB that nobody has seen before, so that nothing is cached. */
function makeNoise(random: () => number): Uint8Array<ArrayBuffer> {
  const side = 1150
  const canvas = createCanvas(side, side)
  const context = canvas.getContext('2d')
  const pixels = context.createImageData(side, side)
  const words = new Uint32Array(pixels.data.buffer)
  for (let index = 0; index < words.length; index += 1) words[index] = (random() * 0x1000000) | 0xff000000
  context.putImageData(pixels, 0, 0)
  return new Uint8Array(canvas.toBuffer('image/png'))
}
