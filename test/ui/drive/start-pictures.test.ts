import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { succeeded } from '../../../ui/result.ts'
import { type makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeReference, UPLOAD_ID } from '../support/make.ts'
import { pressable } from './pressable.ts'

describe('start pictures', () => {
  const sha = (text: string) => createHash('sha256').update(text).digest('hex')
  const bodies = (world: ReturnType<typeof makeWorld>) =>
    [...world.generations.values()].map(({ references, start }) => [references[0]?.upload_id, start])

  function catalogue(count: number) {
    const { world, panel, press } = pressable(count)
    takePictures(panel)
    panel.state.draft.value = { ...panel.state.draft.value, startFrom: 'own' }
    return { world, panel, press }
  }

  function takePictures({ shell }: ReturnType<typeof openPanel>) {
    shell.images = {
      ...shell.images,
      fitReference: async (file: Blob) =>
        succeeded({
          bytes: new Uint8Array(await file.arrayBuffer()),
          mimeType: 'image/png',
          width: 1,
          height: 1,
        }),
    }
  }

  it('go along as image 1 of each layer’s own request, before what all share', async () => {
    const { world, panel, press } = catalogue(3)
    panel.state.draft.value = { ...panel.state.draft.value, references: [makeReference()] }
    await press()
    await panel.reach('waiting', 'waiting', 'waiting')
    expect(bodies(world)).toEqual(
      ['1:0', '1:1', '1:2'].map((id) => [sha(`picture of ${id}`), { kind: 'own', name: 'Card / Mug' }]),
    )
    for (const { references } of world.generations.values()) expect(references[1]?.upload_id).toBe(UPLOAD_ID)
    expect(world.uploadCount()).toBe(4)
  })

  it('are uploaded once for all variations', async () => {
    const { world, panel, press } = catalogue(1)
    panel.state.draft.value = { ...panel.state.draft.value, variations: 3 }
    await press()
    await panel.reach('waiting', 'waiting', 'waiting')
    expect(world.uploadCount()).toBe(1)
  })

  it('of what is below are read anew with each press', async () => {
    const { world, panel, press } = catalogue(1)
    panel.state.draft.value = { ...panel.state.draft.value, startFrom: 'below' }
    await press()
    await panel.reach('waiting')
    await press()
    await panel.reach('waiting', 'waiting')
    expect(world.ordersOf('read-start-pictures')).toBe(2)
    expect(bodies(world)).toEqual(Array(2).fill([sha('below 1:0'), { kind: 'below', name: 'Card / Mug' }]))
  })

  it('are those of the press when the panel was closed while they were read, each its layer’s own', async () => {
    const { world, panel, press } = catalogue(12)
    world.sandbox.hold = 'read-start-pictures'
    await press()
    panel.close()
    world.sandbox.hold = null
    const again = openPanel(world)
    takePictures(again)
    again.engine.takeUp([...world.journal.values()].reverse())
    await again.reach(...Array<string>(12).fill('waiting'))
    for (const [key, entry] of world.journal) {
      const { nodeId } = entry.target
      expect(world.generations.get(key)?.references[0]?.upload_id).toBe(sha(`picture of ${nodeId}`))
    }
  })
})
