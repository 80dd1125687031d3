/** What a lead publishes, another person of the team applies. */
import type { FrameLocator, Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { findSeriousViolations } from './support/axe.ts'
import { closePlugin, openPlugin, panelFrame, panelOf, select } from './support/playground-page.ts'
import { runRelay } from './support/run-relay.ts'
import { setUpStage } from './support/set-up-stage.ts'

const stage = setUpStage()

const relay = (...args: string[]) => runRelay(stage, ...args)

let mia: { page: Page; panel: FrameLocator }

/** Whoever opens the playground leads the team Shop; Mia is in it, on another machine. */
beforeAll(async () => {
  await relay('team', 'create', '--name', 'Shop')
  await relay('team', 'add', 'Shop', 'Playground')
  await relay('person', 'role', 'Playground', 'lead')
  const token = await relay('token', 'create', '--name', 'Mia')
  await relay('team', 'add', 'Shop', 'Mia')
  mia = await stage.openElsewhere()
  await mia.panel.getByRole('button', { name: 'Settings' }).click()
  await mia.panel.getByRole('button', { name: 'Disconnect' }).click()
  await mia.panel.getByLabel('Access token').fill(token)
  await mia.panel.getByRole('button', { name: 'Connect' }).click()
  await mia.panel.getByRole('button', { name: 'Create' }).waitFor()
  await closePlugin(stage.page)
  await openPlugin(stage.page)
  stage.panel = panelOf(stage.page)
})

const optionsOf = (panel: FrameLocator) =>
  panel.getByLabel('Look', { exact: true }).locator('option').allTextContents()

it('a lead makes one of the form with its references and shares it with the team', async () => {
  const { page, panel } = stage
  await select(page, 'Poster / Autumn market')
  await panel.getByRole('button', { name: 'Add selection as reference' }).click()
  await panel.getByRole('list', { name: 'References' }).getByRole('listitem').waitFor()
  await panel.getByLabel('Prompt', { exact: true }).fill('On weathered oak, in the light of image 1')
  await panel.getByRole('button', { name: 'Save as look' }).click()
  await panel.getByLabel('Name', { exact: true }).fill('Autumn')
  await panel.getByLabel('Words', { exact: true }).fill('{prompt}, on weathered oak, in the light of image 1')
  await panel.getByLabel('Colours', { exact: true }).fill('Moss #4a5d23')
  await panel.getByLabel('Share with').selectOption('Team Shop')
  expect(await findSeriousViolations(await panelFrame(page))).toEqual([])
  await panel.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => optionsOf(panel)).toEqual(['None', 'Autumn · Shop'])
})

it('another person of the team applies it: its words, its reference, and its name on layer and history', async () => {
  const { page, panel } = mia
  await panel.getByRole('button', { name: 'History' }).click()
  await panel.getByRole('button', { name: 'Create' }).click()
  await expect.poll(() => optionsOf(panel)).toEqual(['None', 'Autumn · Shop'])
  await select(page, 'Locked banner')
  await panel.getByLabel('Prompt', { exact: true }).fill('A ceramic mug')
  await panel.getByLabel('Look', { exact: true }).selectOption('Autumn · Shop')
  const words = 'A ceramic mug, on weathered oak, in the light of image 1. Colour palette: Moss #4a5d23.'
  expect(await panel.getByLabel('What is sent').inputValue()).toBe(words)
  const references = panel.getByRole('list', { name: 'References' }).getByRole('listitem')
  expect(await references.getAttribute('aria-label')).toMatch(/^Image 1: .*, of the look Autumn$/)
  await references.locator('img').waitFor()
  expect(await findSeriousViolations(await panelFrame(page))).toEqual([])
  // Nothing more can be published by somebody who does not lead.
  expect(await panel.getByRole('button', { name: 'Edit look' }).count()).toBe(0)

  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => stage.standIn.inspection.tasks().length).toBe(1)
  const [task] = stage.standIn.inspection.tasks()
  expect(task?.request.prompt).toBe(words)
  expect(task?.references).toHaveLength(1)
  const made = panel.getByRole('region', { name: 'How the selected layer was made' })
  await made.getByText('look “Autumn”, version 1').waitFor()
  await panel.getByRole('button', { name: 'History' }).click()
  await panel
    .getByRole('button', { name: /ceramic mug/i })
    .first()
    .click()
  await panel.getByLabel('Chosen image').getByText('look “Autumn”, version 1').waitFor()
})

it('what was made with it goes back to own words and the look, and a new version is offered', async () => {
  const { page, panel } = mia
  await stage.panel.getByLabel('Look', { exact: true }).selectOption('Autumn · Shop')
  await stage.panel.getByRole('button', { name: 'Edit look' }).click()
  await stage.panel.getByLabel('Words', { exact: true }).fill('{prompt}, in snow')
  await stage.panel.getByRole('button', { name: 'Save', exact: true }).click()
  await stage.panel.getByRole('button', { name: 'Edit look' }).waitFor()

  await panel.getByRole('button', { name: 'Create' }).click()
  await select(page, 'Locked banner')
  await panel.getByRole('button', { name: 'Edit prompt' }).click()
  await expect.poll(() => panel.getByLabel('Prompt', { exact: true }).inputValue()).toBe('A ceramic mug')
  await panel.getByText('“Autumn” was changed: this is version 1.').waitFor()
  await panel.getByRole('button', { name: 'Use version 2' }).click()
  expect(await panel.getByLabel('What is sent').inputValue()).toMatch(/^A ceramic mug, in snow\./)
  // The next opening has it again.
  await closePlugin(page)
  await openPlugin(page)
  mia.panel = panelOf(page)
  await expect
    .poll(() => mia.panel.getByLabel('What is sent').inputValue())
    .toMatch(/^A ceramic mug, in snow\./)
})

it('two leads who change it at once keep the words of both', async () => {
  await relay('person', 'role', 'Mia', 'lead')
  await closePlugin(mia.page)
  await openPlugin(mia.page)
  mia.panel = panelOf(mia.page)
  const panels = [stage.panel, mia.panel]
  for (const panel of panels) await panel.getByRole('button', { name: 'Edit look' }).click()
  const words = (panel: FrameLocator) => panel.getByLabel('Words', { exact: true })
  await words(stage.panel).fill('{prompt}, in rain')
  await words(mia.panel).fill('{prompt}, at night')
  await stage.panel.getByRole('button', { name: 'Save', exact: true }).click()
  await stage.panel.getByRole('button', { name: 'Edit look' }).waitFor()

  await mia.panel.getByRole('button', { name: 'Save', exact: true }).click()
  const told = mia.panel.getByRole('alert').filter({ hasText: 'Saving puts yours over theirs' })
  await told.getByText('in rain').waitFor()
  expect(await words(mia.panel).inputValue()).toBe('{prompt}, at night')
  expect(await findSeriousViolations(await panelFrame(mia.page))).toEqual([])
  await told.getByRole('button', { name: 'Add theirs' }).click()
  expect(await words(mia.panel).inputValue()).toBe('{prompt}, at night\n{prompt}, in rain')
  await words(mia.panel).fill('{prompt}, at night, in rain')
  await mia.panel.getByRole('button', { name: 'Save', exact: true }).click()
  await mia.panel.getByRole('button', { name: 'Edit look' }).waitFor()
  await stage.panel.getByRole('button', { name: 'History' }).click()
  await stage.panel.getByRole('button', { name: 'Create', exact: true }).click()
  await stage.panel.getByText(/“Autumn” was changed/).waitFor()
})

it('one that is deleted meanwhile goes out of the form with the press that it fails, and nothing is paid', async () => {
  const { panel } = mia
  expect(await panel.getByLabel('Look', { exact: true }).locator('option:checked').textContent()).toBe(
    'Autumn · Shop',
  )
  await stage.panel.getByRole('button', { name: 'Edit look' }).click()
  // What everybody of a team loses is not lost by one click.
  await stage.panel.getByRole('button', { name: 'Delete', exact: true }).dblclick()
  await stage.panel.getByRole('button', { name: 'Cancel' }).click()
  await stage.panel.getByRole('button', { name: 'Edit look' }).click()
  await stage.panel.getByRole('button', { name: 'Delete', exact: true }).focus()
  // Nor by a key that is struck twice.
  await stage.page.keyboard.press('Enter')
  await stage.page.keyboard.press('Enter')
  await stage.panel.getByRole('button', { name: 'Delete for good' }).click()
  await stage.panel.getByRole('button', { name: 'Save as look' }).waitFor()
  const paid = stage.standIn.inspection.tasks().length
  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  await panel.getByRole('alert').getByText('The look “Autumn” was withdrawn.').waitFor()
  expect(await panel.getByLabel('What is sent').count()).toBe(0)
  expect(stage.standIn.inspection.tasks()).toHaveLength(paid)
  // The same would be refused again. What is offered are the person's own words, without the look.
  const generations = panel.getByRole('list', { name: 'Generations' })
  await generations.getByText(/was not accepted/).waitFor()
  expect(await generations.getByRole('button', { name: /^Retry/ }).count()).toBe(0)
  await panel.getByLabel('Prompt', { exact: true }).fill('')
  await generations.getByRole('button', { name: 'Edit prompt' }).first().click()
  await expect.poll(() => panel.getByLabel('Prompt', { exact: true }).inputValue()).toBe('A ceramic mug')
  await panel.getByRole('button', { name: 'Generate', exact: true }).click()
  await expect.poll(() => stage.standIn.inspection.tasks().length).toBe(paid + 1)
  expect(stage.standIn.inspection.tasks().at(-1)?.request.prompt).toBe('A ceramic mug')
})
