/** The panel without a pointer and without colours: where the keyboard is, what is chosen, and that all of it can be seen. */
import type { FrameLocator, Page } from 'playwright-core'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Generation } from '../../contract/relay-api.ts'
import { select, strikeAtOnce } from './support/playground-page.ts'
import { setUpBackstage } from './support/set-up-stage.ts'

const BANNER = 'Locked banner'
const POSTER = 'Poster / Autumn market'
const STORY = 'Phone / Story'

const stage = setUpBackstage()
let page: Page
let panel: FrameLocator

beforeEach(async () => {
  ;({ page, panel } = await stage.openElsewhere())
})
afterEach(() => page.context().close())

const prompt = () => panel.getByRole('textbox', { name: 'Prompt' })
const generate = () => panel.getByRole('button', { name: /^Generate/ })
const isFocusLost = () => panel.locator('body').evaluate((body) => document.activeElement === body)

async function addReferences() {
  await select(page, POSTER, STORY)
  await panel.getByRole('button', { name: 'Add selection as reference' }).click()
  await panel.getByRole('button', { name: /^Image 2: Phone \/ Story$/ }).waitFor()
}

/** A history of many images, without making them. */
async function serveHistory(count: number) {
  const generations = Array.from(
    { length: count },
    (_, index): Generation => ({
      id: `g${index}`,
      status: 'failed',
      prompt: `image of ${index}`,
      aspect_ratio: '1:1',
      resolution: '1K',
      references: [],
      images: [],
      credits: { reserved: 5, final: 0 },
      failure: { code: 'generation_failed', message: 'no' },
      created_at: '2026-06-01T09:30:00.000Z',
      updated_at: '2026-06-01T09:30:00.000Z',
      expected_at: null,
      idempotency_key: `key-${index}`,
      starred: false,
      has_thumbnail: false,
    }),
  )
  await page.route(/\/v1\/generations\?/, (route) => route.fulfill({ json: { generations, next: null } }))
  await panel.getByRole('button', { name: 'History' }).click()
  await panel.getByRole('button', { name: 'Failed: image of 0', exact: true }).waitFor()
}

describe('the keyboard', () => {
  it('is at the first and the last image of a long history after Home and End, whatever is drawn', async () => {
    await serveHistory(200)
    await panel.getByRole('button', { name: 'Failed: image of 0', exact: true }).focus()
    const focused = panel.locator(':focus')
    await page.keyboard.press('End')
    await expect.poll(() => focused.getAttribute('data-index')).toBe('199')
    await page.keyboard.press('ArrowUp')
    await expect.poll(() => focused.getAttribute('data-index')).toBe('195')
    await page.keyboard.press('Home')
    await expect.poll(() => focused.getAttribute('data-index')).toBe('0')
    // And after two keys that reach the panel within one frame.
    await strikeAtOnce(page, ['End', 'ArrowUp'])
    expect(await focused.getAttribute('data-index')).toBe('195')
  })

  it('comes to one image of the history by Tab, the one it was at before, and by the next to what follows', async () => {
    await serveHistory(200)
    const first = panel.getByRole('button', { name: 'Failed: image of 0', exact: true })
    const focused = panel.locator(':focus')
    await first.focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => focused.getAttribute('data-index')).toBe('1')
    await page.keyboard.press('Shift+Tab')
    expect(await focused.getAttribute('data-index')).toBeNull()
    await page.keyboard.press('Tab')
    expect(await focused.getAttribute('data-index')).toBe('1')
    await page.keyboard.press('Tab')
    expect(await panel.locator('.grid :focus').count()).toBe(0)
  })

  it('stays in the history when the image it was at is scrolled out of sight', async () => {
    await serveHistory(200)
    await panel.getByRole('button', { name: 'Failed: image of 1', exact: true }).focus()
    await panel.locator('.history-scroll').evaluate((list) => {
      list.scrollTop = list.scrollHeight
    })
    await panel.getByRole('button', { name: 'Failed: image of 199', exact: true }).waitFor()
    expect(await isFocusLost()).toBe(false)
    await page.keyboard.press('ArrowRight')
    await expect.poll(() => panel.locator(':focus').getAttribute('data-index')).toBe('2')
  })

  it('is at the next image after deleting one', async () => {
    await serveHistory(8)
    await panel.getByRole('button', { name: 'Failed: image of 3', exact: true }).click()
    await panel.getByRole('button', { name: 'Delete', exact: true }).focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => panel.locator(':focus').getAttribute('aria-label')).toBe('Failed: image of 4')
  })

  it('is at the neighbour after dismissing a row, and not on one of its buttons', async () => {
    const fault = { on: 'create', kind: 'error', status: 402, code: 'insufficient_credits' } as const
    stage.standIn.change({ faults: [fault, fault] })
    await select(page, BANNER, POSTER)
    await prompt().fill('A mug')
    await generate().click()
    const rows = panel.getByRole('list', { name: 'Generations' }).locator('.run')
    await panel
      .getByRole('button', { name: /^Retry, from/ })
      .nth(1)
      .waitFor()
    stage.standIn.change({ faults: [] })
    await panel
      .getByRole('button', { name: /^Dismiss/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(1)
    await expect.poll(() => rows.first().evaluate((row) => row === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    expect(await rows.count()).toBe(1)
    await panel
      .getByRole('button', { name: /^Dismiss/ })
      .first()
      .focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => rows.count()).toBe(0)
    expect(await isFocusLost()).toBe(false)
  })

  it('moves a reference as often as it is told to, also within one frame', async () => {
    await addReferences()
    await select(page, BANNER)
    await panel.getByRole('button', { name: 'Add selection as reference' }).click()
    await panel.getByRole('button', { name: `Image 3: ${BANNER}` }).focus()
    await strikeAtOnce(page, ['Alt+ArrowLeft', 'Alt+ArrowLeft'])
    const moved = panel.getByRole('button', { name: `Image 1: ${BANNER}` })
    expect(await moved.evaluate((button) => button === document.activeElement)).toBe(true)
  })

  it('is back where details were opened from after Escape', async () => {
    await addReferences()
    const chip = panel.getByRole('button', { name: /^Image 1: Poster/ })
    await chip.click()
    await panel.getByLabel('High detail').focus()
    await page.keyboard.press('Escape')
    await panel.getByLabel('High detail').waitFor({ state: 'hidden' })
    expect(await chip.evaluate((button) => button === document.activeElement)).toBe(true)
    await panel.getByText('Prompt help').click()
    await panel.getByRole('button', { name: 'Product shot' }).focus()
    await page.keyboard.press('Escape')
    await panel.getByRole('button', { name: 'Product shot' }).waitFor({ state: 'hidden' })
    expect(await panel.locator(':focus').textContent()).toBe('Prompt help')
  })
})

it('nothing lies under the Generate bar, with references and hints either', async () => {
  await addReferences()
  await prompt().fill('A street without cars, image 2 and image 5, “sale”, saying Open all day')
  for (const name of ['New image', 'Fill selection', 'Beside selection']) {
    const choice = panel.getByRole('radio', { name })
    await choice.scrollIntoViewIfNeeded()
    const bar = await panel.locator('.generate-bar').boundingBox()
    const box = await choice.boundingBox()
    if (bar === null || box === null) throw new Error('nothing to measure')
    expect(box.y + box.height).toBeLessThanOrEqual(bar.y)
  }
})

it('with forced colours, what is chosen can be told from what is not', async () => {
  await page.emulateMedia({ forcedColors: 'active' })
  await addReferences()
  await panel.getByRole('button', { name: /^Image 1/ }).click()
  const looksOf = (selector: string) =>
    panel.locator(selector).evaluateAll((elements) =>
      elements.map((element) => {
        const { backgroundColor, borderTopColor, borderTopWidth, color } = getComputedStyle(element)
        return [backgroundColor, borderTopColor, borderTopWidth, color].join()
      }),
    )
  const [create, history] = await looksOf('.tab')
  expect(create).not.toBe(history)
  const choices = await looksOf('.segment span')
  expect(new Set(choices).size).toBe(2)
  const [opened, closed] = await looksOf('.chip')
  expect(opened).not.toBe(closed)
  await serveHistory(3)
  await panel.getByRole('button', { name: 'Failed: image of 1', exact: true }).click()
  const [first, second, third] = await looksOf('.picture')
  expect(first).toBe(third)
  expect(second).not.toBe(first)
})
