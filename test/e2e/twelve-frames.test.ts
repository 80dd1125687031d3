/** Twelve mockup frames, three interactions; then what a batch is good for afterwards. */
import { expect, it } from 'vitest'
import { holdResults } from './support/hold-results.ts'
import { find, imageFills, pixelIn, select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const stage = setUpStage()

it('twelve cards are filled by a marquee, a prompt and a press, each from its own name', async () => {
  const { page, panel, standIn } = stage
  const cards = await page.evaluate(
    () =>
      window.playground
        ?.layers()
        .filter(({ name, type }) => name.startsWith('Card / ') && type === 'FRAME') ?? [],
  )
  expect(cards).toHaveLength(12)
  const slots = await page.evaluate(
    (ids) =>
      window.playground?.layers().flatMap(({ id, name, parentId }) => {
        return name === 'Image' && ids.includes(parentId ?? '') ? [id] : []
      }) ?? [],
    cards.map(({ id }) => id),
  )

  // One: the marquee, which here is a selection of the twelve; two: the prompt; three: the press.
  await select(page, ...cards.map(({ id }) => id))
  await panel.getByLabel('Prompt').fill('{name} on a plaster plinth')
  await panel.getByText(/^12 images, from 60 credits, [\d,]+ left$/).waitFor()
  const layerIds = () => page.evaluate(() => window.playground?.layers().map(({ id }) => id) ?? [])
  const pixels = () => Promise.all(slots.map((id) => pixelIn(page, id, 0.5, 0.5)))
  const [layers, plain] = [await layerIds(), await pixels()]
  const letGo = holdResults(standIn)
  await panel.getByRole('button', { name: 'Generate 12 images' }).click()

  // Nothing can have come yet: every one of the twelve is veiled, and nothing else.
  await expect.poll(layerIds).toHaveLength(layers.length + 12)
  const veiled = await pixels()
  for (const [index, pixel] of plain.entries()) expect(veiled[index]).not.toEqual(pixel)
  const added = await page.evaluate(
    (known) => window.playground?.layers().filter(({ id }) => !known.includes(id)) ?? [],
    layers,
  )
  expect(added.map(({ name }) => name)).toEqual(Array(12).fill('Waiting: Image'))
  letGo()

  await expect
    .poll(async () => (await Promise.all(slots.map((id) => imageFills(page, id)))).flat().length)
    .toBe(12)
  expect(await layerIds()).toEqual(layers)
  const prompts = standIn.inspection.tasks().map(({ request }) => request.prompt)
  const promptOf = (card: { name: string } | undefined) =>
    `${card?.name.replace('Card / ', '')} on a plaster plinth`
  expect(new Set(prompts)).toEqual(new Set(cards.map(promptOf)))
  expect(Object.values(standIn.inspection.charges())).toEqual(Array(12).fill(1))
  for (const id of slots) {
    const slot = await find(page, id)
    const card = cards.find((frame) => frame.id === slot.parentId)
    expect(Object.values(slot.pluginData).join()).toContain(`"${promptOf(card)}"`)
  }
  // The cards themselves are as they were.
  for (const { id, fills } of cards) expect((await find(page, id)).fills).toEqual(fills)
  await panel.getByText(/12 of 12 done/).waitFor()
})

it('an edit of one result is offered where the layer is selected', async () => {
  const { page, panel } = stage
  const filled = await page.evaluate(
    () =>
      window.playground?.layers().find(({ pluginData }) => Object.keys(pluginData).includes('provenance'))
        ?.id ?? '',
  )
  await select(page, filled)
  await panel
    .getByText(/on a plaster plinth/)
    .first()
    .waitFor()
  await panel.getByRole('button', { name: 'Edit prompt' }).first().click()
  expect(await panel.getByLabel('Prompt').inputValue()).toContain('on a plaster plinth')
})

it('variations of one frame: the first fills, another is swapped in by a click, in one undo step', async () => {
  const { page, panel, standIn } = stage
  const before = standIn.inspection.tasks().length
  await select(page, 'Locked banner')
  await panel.getByLabel('Prompt').fill('Glazed tiles')
  await panel.getByLabel('Variations').selectOption('3')
  await panel.getByRole('button', { name: 'Generate 3 images' }).click()
  await expect.poll(async () => (await imageFills(page, 'Locked banner')).length).toBe(1)
  await expect.poll(() => standIn.inspection.tasks().length).toBe(before + 3)
  const [first] = await imageFills(page, 'Locked banner')
  await panel
    .getByRole('button', { name: /^Variation 2/ })
    .first()
    .click()
  await expect
    .poll(async () => (await imageFills(page, 'Locked banner'))[0]?.imageHash)
    .not.toBe(first?.imageHash)
  expect(await imageFills(page, 'Locked banner')).toHaveLength(1)
  await page.evaluate(() => window.playground?.undo())
  expect((await imageFills(page, 'Locked banner'))[0]?.imageHash).toBe(first?.imageHash)
})
