/** A key that is replaced while images are made: nothing is lost by it, and nothing is paid twice. */
import { expect, it } from 'vitest'
import { holdResults } from './support/hold-results.ts'
import { imageFills, openPlugin, panelOf, select } from './support/playground-page.ts'
import { runRelay } from './support/run-relay.ts'
import { setUpStage } from './support/set-up-stage.ts'

const stage = setUpStage()
const LAYERS = ['Locked banner', 'Poster / Autumn market']

const relay = (...args: string[]) => runRelay(stage, ...args)

const idOf = (token: string) => token.split('_')[1] ?? ''

async function connect(token: string): Promise<void> {
  await stage.panel.getByLabel('Access token').fill(token)
  await stage.panel.getByRole('button', { name: 'Connect' }).click()
  await stage.panel.getByRole('button', { name: 'Create' }).waitFor()
}

/** Three variations of two layers. */
async function pressForSix(prompt: string): Promise<void> {
  const { page, panel } = stage
  await select(page, ...LAYERS)
  await panel.getByLabel('Prompt').fill(prompt)
  await panel.getByRole('combobox', { name: 'Variations' }).selectOption('3')
  await panel.getByRole('button', { name: 'Generate 6 images' }).click()
}

const tasksOf = (prompt: string) =>
  stage.standIn.inspection.tasks().filter(({ request }) => request.prompt === prompt)

const fillsOf = (layer: string) => imageFills(stage.page, layer).then((fills) => fills.length)

it('a press for six outlives its key: the new one of the same person gets all six, paid once', async () => {
  const { panel, standIn } = stage
  const letGo = holdResults(standIn)
  await pressForSix('Six by an old key')
  await expect.poll(() => tasksOf('Six by an old key').length).toBe(6)
  const rotated = await relay('token', 'rotate', idOf(stage.token))
  letGo()
  await connect(rotated)
  await panel.getByText('6 of 6 done').waitFor()
  for (const layer of LAYERS) expect(await fillsOf(layer)).toBe(1)
  expect(tasksOf('Six by an old key')).toHaveLength(6)
  expect(Object.values(standIn.inspection.charges()).every((times) => times === 1)).toBe(true)
  await panel.getByRole('button', { name: 'Clear' }).click()
  Object.assign(stage, { token: rotated })
})

it('another person’s key is told whose the images are and offered no payment; the right key goes on', async () => {
  const { page, standIn } = stage
  const letGo = holdResults(standIn)
  await pressForSix('Six of somebody')
  await expect.poll(() => tasksOf('Six of somebody').length).toBe(6)
  const stranger = await relay('token', 'create', '--name', 'Ben')
  const personId = /([0-9a-f]{12}) +Playground$/m.exec(await relay('token', 'list'))?.[1] ?? ''
  await relay('token', 'revoke', idOf(stage.token))
  letGo()
  await connect(stranger)
  const { panel } = stage
  await panel
    .getByText(/belongs to another person’s access token/)
    .first()
    .waitFor()
  expect(await panel.getByRole('button', { name: /^Retry/ }).count()).toBe(0)
  expect(await panel.getByRole('button', { name: 'Clear' }).count()).toBe(0)

  // Closed and opened again, it is still kept.
  await page.getByRole('button', { name: 'Close plugin' }).click()
  await openPlugin(page)
  const reopened = panelOf(page)
  await reopened
    .getByText(/belongs to another person’s access token/)
    .first()
    .waitFor()
  await reopened.getByRole('button', { name: 'Settings' }).click()
  await reopened.getByRole('button', { name: 'Disconnect and forget the token' }).click()
  await connect(await relay('token', 'create', '--person', personId))
  await reopened.getByRole('button', { name: 'Create' }).click()
  await reopened.getByText('6 of 6 done').waitFor()
  expect(tasksOf('Six of somebody')).toHaveLength(6)
})
