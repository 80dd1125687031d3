/** What the sandbox takes in QuickJS, beside the smallest plugin that does the same step. */
import { createCanvas } from '@napi-rs/canvas'
import type { Host } from '../../../playground/host/host.ts'
import { createNodeHost } from '../../../playground/node-host.ts'
import { openPlugin } from '../../plugin/open-plugin.ts'
import { begin, place, plan, planFill } from '../../plugin/press.ts'
import { makeShop } from '../../plugin/shop.ts'
import { seededRandom } from '../durations.ts'
import { type Figure, row } from './figure.ts'

const RUNS = 9
const TARGET = 'Card 1'

/** Makes a frame, or fills one with the bytes it gets, and answers: no journal, no checks, no provenance. */
const BARE_CODE = `figma.showUI(__html__)
figma.ui.onmessage = async (message) => {
  if (message.bytes) {
    const node = await figma.getNodeByIdAsync(message.nodeId)
    node.fills = [...node.fills, { type: 'IMAGE', scaleMode: 'FILL', imageHash: figma.createImage(message.bytes).hash }]
  } else figma.createFrame()
  figma.ui.postMessage('done')
}`

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
  return [row(placeholder), row(fill), row(cloned)]
}

async function openBare(): Promise<Host> {
  const host = createNodeHost({
    code: BARE_CODE,
    html: '<p>panel</p>',
    manifest: BARE_MANIFEST,
    document: makeShop(),
  })
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
