import { describe, expect, it } from 'vitest'
import { removeReference } from '../../../ui/actions/arrange-references.ts'
import { generate, generateAgain } from '../../../ui/actions/generate.ts'
import { deleteLook, type LookForm, readLooks, saveLook, takeLookUp } from '../../../ui/actions/looks.ts'
import { dissolveLook, reuseSettings, settingsOf } from '../../../ui/actions/reuse.ts'
import { forecast, wishOf } from '../../../ui/forecast.ts'
import { refused } from '../../../ui/result.ts'
import { showProblem } from '../../../ui/say.ts'
import { EMPTY_DRAFT } from '../../../ui/state/draft.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { LOOK_ID, makeLook } from '../support/look-relay.ts'
import { makeCard, makeGeneration, makeReference, UPLOAD_ID } from '../support/make.ts'

const LIGHT = { upload_id: UPLOAD_ID, name: 'Light' }
const NAMED = { id: LOOK_ID, version: 1, name: 'Autumn' }
const FORM: LookForm = {
  name: 'Autumn',
  prompt: 'On oak',
  scope: 'private',
  colours: '',
  takesReferences: false,
}

const uploaded = (id: string, name = id) =>
  makeReference({ id, name, nodeId: null, source: { kind: 'uploaded', uploadId: UPLOAD_ID } })

describe('a press with a look', () => {
  it('sends its words and references behind those of the form, and records it with name and version', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const look = makeLook({ prompt: '{prompt}, lit like image 1', references: [LIGHT] })
    panel.state.cards.value = [makeCard()]
    panel.state.draft.value = {
      ...EMPTY_DRAFT,
      prompt: 'The mug of image 1',
      references: [uploaded('own', 'Mug')],
      look,
    }
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting')
    const [entry] = world.journal.values()
    expect(entry).toMatchObject({ prompt: 'The mug of image 1, lit like image 2', look: NAMED })
    expect(entry?.request).toMatchObject({
      prompt: 'The mug of image 1, lit like image 2',
      references: [{ name: 'Mug' }, { name: 'Light', upload_id: UPLOAD_ID }],
      look: { id: LOOK_ID, version: 1 },
    })
  })

  it('that is begun once more has the version it was made with, whatever is in the form', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    panel.state.cards.value = [makeCard()]
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'A mug', look: makeLook() }
    await generate(panel.shell, panel.engine)
    await panel.reach('waiting')
    const [key = ''] = world.generations.keys()
    const failure = { code: 'generation_failed', message: 'refused' } as const
    world.tell(key, { status: 'failed', failure, expected_at: null })
    await panel.reach('failed')
    panel.state.draft.value = { ...EMPTY_DRAFT, look: makeLook({ version: 2 }) }
    await generateAgain(panel.shell, panel.engine, [...panel.state.runs.value.values()])
    const begun = world.orders.flatMap((order) =>
      order.type === 'begin-generations' ? order.generations.map(({ look }) => look) : [],
    )
    expect(begun).toEqual([NAMED, NAMED])
  })

  it('is another wish with another version', () => {
    const panel = openPanel(makeWorld())
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'A mug', look: makeLook() }
    const before = wishOf(forecast(panel.state))
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'A mug', look: makeLook({ version: 2 }) }
    expect(wishOf(forecast(panel.state))).not.toBe(before)
  })

  const reasonsWith = (changes: Partial<typeof EMPTY_DRAFT>) => {
    const panel = openPanel(makeWorld())
    panel.state.draft.value = { ...EMPTY_DRAFT, ...changes }
    return forecast(panel.state).reasons.join(' ')
  }

  it('needs own words only where it has a place for them', () => {
    expect(reasonsWith({ look: makeLook() })).toMatch(/Write a prompt/)
    expect(reasonsWith({ look: makeLook({ prompt: 'On oak' }) })).not.toMatch(/Write a prompt/)
  })

  it('counts its references towards the eight', () => {
    const references = Array.from({ length: 7 }, (_, index) => uploaded(`${index}`))
    const look = makeLook({ references: [LIGHT, LIGHT] })
    expect(reasonsWith({ prompt: 'A mug', references, look })).toMatch(/8 references go along. Remove one/)
    expect(reasonsWith({ prompt: 'A mug', references: references.slice(1), look })).not.toMatch(/Remove one/)
  })
})

describe('the look of the last opening', () => {
  const open = (put: boolean) => {
    const world = makeWorld()
    const panel = openPanel(world)
    if (put) world.lookRelay.put(makeLook())
    const { readLooks: read } = world.relay
    let answer: (() => void) | undefined
    world.relay.readLooks = () =>
      new Promise((resolve) => {
        answer = () => resolve(put ? read() : refused({ code: 'relay_unreachable' }))
      })
    return { world, panel, taken: takeLookUp(panel.shell, NAMED), answer: () => answer?.(), read }
  }

  it('is waited for by Generate, which would pay for something else without it', async () => {
    const { panel, taken, answer } = open(true)
    expect(forecast(panel.state).reasons).toEqual(['The plugin is opening.'])
    answer()
    await taken
    expect(panel.state.draft.value.look).toMatchObject(NAMED)
    expect(forecast(panel.state).reasons).not.toContain('The plugin is opening.')
  })

  it('is missed aloud when it can not be read, and when it was withdrawn', async () => {
    const { world, panel, taken, answer, read } = open(false)
    answer()
    await taken
    const text = 'The look “Autumn” could not be read, so it is not in the form.'
    expect(panel.state.notice.value).toMatchObject({ text })
    panel.state.notice.value = null
    world.relay.readLooks = read
    await takeLookUp(panel.shell, NAMED)
    expect(panel.state.notice.value).toMatchObject({ text })
    expect(forecast(panel.state).reasons).not.toContain('The plugin is opening.')
  })
})

describe('the looks of the relay', () => {
  it('that were withdrawn are taken off the form, and it is said', async () => {
    const panel = openPanel(makeWorld())
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'A mug', look: makeLook() }
    await readLooks(panel.shell)
    expect(panel.state.draft.value).toMatchObject({ prompt: 'A mug', look: null })
    expect(panel.state.notice.value?.text).toBe('The look “Autumn” was withdrawn.')
  })

  it('stay as they are known when the relay can not be asked', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    world.relay.readLooks = async () => refused({ code: 'offline' })
    await readLooks(panel.shell)
    expect(panel.state.looks.value).toBeNull()
    expect(panel.state.notice.value).toBeNull()
  })

  it('take in the prompts that were saved before, each once, and lose none that the relay refuses', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const { saveLook: save } = world.relay
    const texts = ['A mug', 'A chair', 'A lamp']
    const savedPrompts = texts.map((text) => ({ name: `${text}…`, text }))
    panel.state.preferences.value = { savedPrompts }
    world.relay.saveLook = async (edited, body) =>
      body.prompt === 'A chair' ? refused({ code: 'relay_unreachable' }) : save(edited, body)
    await Promise.all([readLooks(panel.shell), readLooks(panel.shell)])
    expect(panel.state.preferences.value.savedPrompts?.map(({ text }) => text)).toEqual(['A chair', 'A lamp'])
    world.relay.saveLook = save
    await readLooks(panel.shell)
    expect(panel.state.preferences.value.savedPrompts).toEqual([])
    expect(
      [...world.lookRelay.looks.values()].map(({ name, prompt, scope }) => [name, prompt, scope]),
    ).toEqual(texts.map((text) => [`${text}…`, text, 'private']))
  })
})

describe('saving a look', () => {
  it('takes the first four references of the form and the colours with their names', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const references = ['a', 'b', 'c', 'd', 'e'].map((id) => uploaded(id))
    panel.state.draft.value = { ...EMPTY_DRAFT, references }
    const colours = 'Moss #4A5D23, #e8d9b0;\nDeep sea: #003344 and no colour'
    expect(
      await saveLook(panel.shell, panel.engine.uploads, { ...FORM, colours, takesReferences: true }, null),
    ).toBe(true)
    expect(panel.state.looks.value).toMatchObject([
      {
        references: ['a', 'b', 'c', 'd'].map((name) => ({ name, upload_id: UPLOAD_ID })),
        colours: [
          { name: 'Moss', hex: '#4a5d23' },
          { name: '#e8d9b0', hex: '#e8d9b0' },
          { name: 'Deep sea:', hex: '#003344' },
        ],
      },
    ])
    expect(panel.state.draft.value.look).toBeNull()
  })

  it('of which somebody has made another version changes nothing, says so, and knows theirs', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    world.lookRelay.put(makeLook())
    await readLooks(panel.shell)
    const [mine] = panel.state.looks.value ?? []
    world.lookRelay.put(makeLook({ version: 2, prompt: 'of theirs' }))
    expect(await saveLook(panel.shell, panel.engine.uploads, FORM, mine ?? null)).toBe(false)
    expect(panel.state.notice.value?.text).toMatch(/changed meanwhile/)
    expect(panel.state.looks.value).toMatchObject([{ version: 2, prompt: 'of theirs' }])
    const [theirs] = panel.state.looks.value ?? []
    expect(await saveLook(panel.shell, panel.engine.uploads, FORM, theirs ?? null)).toBe(true)
    expect(panel.state.looks.value).toMatchObject([{ version: 3, prompt: 'On oak' }])
  })

  it('that is not there any more, as deleting it, says that it was withdrawn', async () => {
    const { shell, engine, state } = openPanel(makeWorld())
    const look = makeLook()
    shell.relay.deleteLook = async () => refused({ code: 'not_found' })
    for (const act of [() => saveLook(shell, engine.uploads, FORM, look), () => deleteLook(shell, look)]) {
      showProblem(state, '')
      expect(await act()).toBe(false)
      expect(state.notice.value?.text).toBe('The look “Autumn” was withdrawn.')
      expect(state.looks.value).toEqual([])
    }
  })

  it('that is applied applies the new version; deleting takes it off', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    const look = makeLook({ references: [LIGHT] })
    world.lookRelay.put(look)
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'A mug', look }
    await saveLook(panel.shell, panel.engine.uploads, FORM, look)
    expect(panel.state.draft.value.look).toMatchObject({ version: 2, prompt: 'On oak', references: [LIGHT] })
    expect(await deleteLook(panel.shell, look)).toBe(false)
    const [newest] = panel.state.looks.value ?? []
    expect(newest && (await deleteLook(panel.shell, newest))).toBe(true)
    expect(panel.state.draft.value).toMatchObject({ prompt: 'A mug', look: null })
  })
})

describe('what was made with a look', () => {
  const made = makeGeneration('succeeded', {
    prompt: 'The mug of image 1, lit like image 2',
    references: [
      { upload_id: 'b'.repeat(64), name: 'Mug' },
      { upload_id: UPLOAD_ID, name: 'Light' },
    ],
    look: NAMED,
  })
  const look = makeLook({ prompt: '{prompt}, lit like image 1', references: [LIGHT] })

  it('goes back to own words, own references and the look in its version', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    world.lookRelay.put(look)
    world.lookRelay.put(makeLook({ version: 2, prompt: 'other' }))
    reuseSettings(panel.shell, settingsOf(made))
    await expect.poll(() => panel.state.draft.value.look).not.toBeNull()
    expect(panel.state.draft.value).toMatchObject({
      prompt: 'The mug of image 1',
      references: [{ name: 'Mug' }],
      look: { version: 1, prompt: '{prompt}, lit like image 1' },
    })
  })

  it('is taken as it was sent when the look may not be used any more, or the person has gone on', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    reuseSettings(panel.shell, settingsOf(made))
    await readLooks(panel.shell)
    expect(panel.state.draft.value).toMatchObject({ prompt: made.prompt, look: null })
    expect(panel.state.draft.value.references).toHaveLength(2)
    world.lookRelay.put(look)
    panel.state.looks.value = null
    reuseSettings(panel.shell, settingsOf(made))
    const [mug] = panel.state.draft.value.references
    removeReference(panel.shell, mug?.id ?? '')
    await readLooks(panel.shell)
    expect(panel.state.draft.value).toMatchObject({ look: null, references: [{ name: 'Light' }] })
  })

  it('is own words and references again where it was withdrawn from the form, as with a press that was refused', async () => {
    const panel = openPanel(makeWorld())
    panel.state.draft.value = { ...EMPTY_DRAFT, prompt: 'The mug of image 1', look }
    await readLooks(panel.shell)
    reuseSettings(panel.shell, settingsOf(made))
    await expect.poll(() => panel.state.draft.value.prompt).toBe('The mug of image 1')
    expect(panel.state.draft.value).toMatchObject({ look: null, references: [{ name: 'Mug' }] })
  })

  it('is the draft’s own once the look is turned into prompt', () => {
    const panel = openPanel(makeWorld())
    panel.state.draft.value = {
      ...EMPTY_DRAFT,
      prompt: 'The mug of image 1',
      references: [uploaded('own', 'Mug')],
      look,
    }
    const { plan } = forecast(panel.state)
    dissolveLook(panel.shell)
    expect(panel.state.draft.value).toMatchObject({
      prompt: 'The mug of image 1, lit like image 2',
      references: [{ name: 'Mug' }, { name: 'Light' }],
      look: null,
    })
    expect(forecast(panel.state).plan.targets[0]?.prompt).toBe(plan.targets[0]?.prompt)
  })
})
