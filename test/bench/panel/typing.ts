/** What a key in the prompt costs with eight references and a long history, beside an iframe that only holds a field. */
import { randomUUID } from 'node:crypto'
import type { Browser, Frame, Locator, Page } from 'playwright-core'
import type { Generation, GenerationPage } from '../../../contract/relay-api.ts'
import { select } from '../../e2e/support/playground-page.ts'
import { openBarePanel } from './bare-panel.ts'
import { findSlots } from './cards.ts'
import { type Figure, row } from './figure.ts'
import { iframeOf, momentsOf, openWatched } from './watch.ts'

const ENTRIES = 1000
const REFERENCES = 8
const TEXT = 'image 1 on a plaster plinth, image 2 beside it, soft light from the left'

/** @returns rows of the table */
export async function measureTyping(browser: Browser): Promise<string[][]> {
  const stage = await openWatched(browser, { switches: { longerSidePx: 64 } })
  try {
    const { page, panel } = stage
    await page.route('**/v1/generations?*', (route) =>
      route.fulfill({ json: makeHistory(), headers: { 'access-control-allow-origin': '*' } }),
    )
    await panel.getByRole('button', { name: 'History' }).click()
    await panel.getByRole('listitem').or(panel.getByRole('option')).first().waitFor()
    await panel.getByRole('button', { name: 'Create' }).click()
    const cards = await findSlots(page)
    await select(page, ...cards.slice(0, REFERENCES).map(({ card }) => card))
    await panel.getByRole('button', { name: 'Add selection as reference' }).click()
    await panel
      .getByRole('list', { name: 'References' })
      .getByRole('listitem')
      .nth(REFERENCES - 1)
      .waitFor()

    const frame = iframeOf(page)
    const ours = await measureKeys(page, frame, panel.getByLabel('Prompt'))
    const bare = await openBarePanel(page)
    const theirs = await measureKeys(page, bare, bare.getByLabel('Prompt').first())
    const figure = (
      what: string,
      aimMs: Figure['aimMs'],
      pick: (key: { work: number; painted: number }) => number,
    ): Figure => ({ what, baseline: theirs.map(pick), taken: ours.map(pick), aimMs })
    return [
      row(figure('A key in the prompt: script, style, layout and paint', 16, ({ work }) => work)),
      row(
        figure(
          'The same until the frame is painted, waiting for it included (the baseline is the clock of the frames itself, so no aim)',
          null,
          ({ painted }) => painted,
        ),
      ),
    ]
  } finally {
    await stage.close()
  }
}

/** @returns what each key of a sentence takes */
export async function measureKeys(page: Page, frame: Frame, field: Locator) {
  await field.click()
  await frame.evaluate(() => window.moments?.keys.splice(0))
  for (let index = 0; index < TEXT.length; index += 1) {
    await page.keyboard.press(TEXT.charAt(index) === ' ' ? 'Space' : TEXT.charAt(index))
    await frame.waitForFunction((count) => window.moments?.keys.length === count, index + 1)
  }
  return (await momentsOf(frame)).keys
}

function makeHistory(): GenerationPage {
  const generations = Array.from({ length: ENTRIES }, (_, index): Generation => {
    const time = new Date(Date.now() - index * 60_000).toISOString()
    return {
      id: `gen_${randomUUID().replaceAll('-', '')}`,
      status: 'succeeded',
      prompt: `Entry ${index + 1} of the history`,
      aspect_ratio: '1:1',
      resolution: '1K',
      references: [],
      images: [{ mime_type: 'image/png', bytes: 1_000_000, width: 1024, height: 1024 }],
      credits: { reserved: 5, final: 5 },
      failure: null,
      created_at: time,
      updated_at: time,
      expected_at: null,
      idempotency_key: randomUUID(),
      starred: false,
      has_thumbnail: false,
    }
  })
  return { generations, next: null }
}
