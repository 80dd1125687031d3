/** What a designer sees when Rivya or the network in front of it misbehaves. One relay serves all, fault after fault. */
import type { Page } from 'playwright-core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { EventPage } from '../../contract/relay-api.ts'
import type { Fault, Switches } from '../../playground/rivya/switches.ts'
import { find, imageFills, select } from './support/playground-page.ts'
import { setUpStage } from './support/set-up-stage.ts'

const LAYER = 'Locked banner'

const stage = setUpStage()

beforeEach(() => stage.standIn.change({ faults: [], longerSidePx: null }))

describe('is survived, and the image is placed and paid once', () => {
  it.each<[string, Fault[], Partial<Switches>?]>([
    ['500', [{ on: 'create', kind: 'error', status: 500, code: 'internal_error', times: 1 }]],
    ['a gateway’s page with 502', [{ on: 'create', kind: 'answer', status: 502, body: '<html>', times: 1 }]],
    ['429 with Retry-After', [rateLimited({ retryAfter: '1' })]],
    ['429 without', [rateLimited({})]],
    ['a connection that breaks before the task', [{ on: 'create', kind: 'cut-before', times: 1 }]],
    ['a connection that breaks after the task was made', [{ on: 'create', kind: 'cut-after', times: 1 }]],
    ['a look that fails', [{ on: 'look', kind: 'answer', status: 503, body: '', times: 1 }]],
    ['a link that answers 403 at first', [{ on: 'image', kind: 'answer', status: 403, body: '', times: 1 }]],
    ['a result in WebP', [{ on: 'image', kind: 'format', format: 'webp', times: 1 }]],
    ['a result of 5000 px', [], { longerSidePx: 5000 }],
  ])('%s', async (name, faults, changes = {}) => {
    const { page, standIn } = stage
    const charged = sumOfCharges()
    standIn.change({ faults, ...changes })
    await generate(`Survives ${name}`)
    await expect.poll(() => topPrompt(page)).toBe(`Survives ${name}`)
    expect(sumOfCharges()).toBe(charged + 1)
    const [fill] = (await imageFills(page, LAYER)).slice(-1)
    const side = await page.evaluate(async (hash) => {
      const bytes = window.playground?.imageBytes(hash)
      if (bytes === undefined) throw new Error('The image is not in the file.')
      const image = await createImageBitmap(new Blob([bytes.slice()]))
      return Math.max(image.width, image.height)
    }, fill?.imageHash ?? '')
    expect(side).toBeLessThanOrEqual(4096)
  })
})

describe('is said in a sentence with a next step, and nothing is placed', () => {
  it.each<[string, Fault[], RegExp]>([
    ['401', [refused(401, 'api_key_invalid')], /key/],
    ['402', [refused(402, 'insufficient_credits')], /too few credits left.*top it up/s],
    ['409', [refused(409, 'idempotency_conflict')], /already used|never confirmed/],
    [
      'a task that fails without a reason',
      [{ on: 'task', kind: 'failed', error: null, times: 1 }],
      /no image.*Not charged/s,
    ],
    [
      'a refused prompt',
      [
        {
          on: 'task',
          kind: 'failed',
          error: { code: 'generation_failed', message: 'Blocked by the filter.' },
          times: 1,
        },
      ],
      /Blocked by the filter\./,
    ],
  ])('%s', async (name, faults, words) => {
    const { page, panel, standIn } = stage
    const before = await find(page, LAYER)
    standIn.change({ faults })
    await generate(`Fails with ${name}`)
    const row = panel.getByRole('list', { name: 'Generations' }).getByRole('listitem').first()
    await row.getByRole('button', { name: 'Retry, from 5 credits' }).waitFor()
    expect(await row.textContent()).toMatch(words)
    await panel.getByRole('button', { name: '1 failed', exact: true }).click()
    await row.getByRole('button', { name: 'Dismiss' }).click()
    expect((await find(page, LAYER)).fills).toEqual(before.fills)
  })
})

async function generate(prompt: string): Promise<void> {
  await select(stage.page, LAYER)
  await stage.panel.getByLabel('Prompt').fill(prompt)
  await stage.panel.getByRole('button', { name: /^Generate/ }).click()
}

/** Of the image that is the layer's topmost fill. */
async function topPrompt(page: Page): Promise<string | undefined> {
  const { pluginData } = await find(page, LAYER)
  return /"prompt":"([^"]*)"/.exec(Object.values(pluginData).join())?.[1]
}

function sumOfCharges(): number {
  return Object.values(stage.standIn.inspection.charges()).reduce((sum, count) => sum + count, 0)
}

function rateLimited(extra: { retryAfter?: string }): Fault {
  return { on: 'create', kind: 'error', status: 429, code: 'rate_limited', times: 1, ...extra }
}

function refused(status: number, code: string): Fault {
  return { on: 'create', kind: 'error', status, code, times: 1 }
}

it('a result that can’t be placed is had by its link, which is named by its host and opened as it is', async () => {
  const { page, panel } = stage
  const link = 'https://cdn.example.com/results/a.avif?signature=1&expires=2'
  const message = `Its link holds an AVIF image. Open the link and save it: ${link}`
  // The relay says so after ten minutes.
  await page.route(/\/v1\/events/, async (route) => {
    const response = await route.fetch()
    const told: EventPage = await response.json()
    const generations = told.generations.map((generation) => ({
      ...generation,
      status: 'failed' as const,
      images: [],
      failure: { code: 'upstream_unavailable' as const, message },
      can_fetch_again: true,
    }))
    await route.fulfill({ response, json: { ...told, generations } })
  })
  await generate('A mug in AVIF')
  const row = panel.getByRole('list', { name: 'Generations' }).getByRole('listitem').first()
  await row.getByText('Press Fetch again; it costs nothing.').waitFor()
  expect(await row.getByRole('button', { name: /^Retry/ }).count()).toBe(0)
  await row.getByRole('button', { name: 'cdn.example.com' }).click()
  await expect.poll(() => page.evaluate(() => window.playground?.links().at(-1))).toBe(link)
  await page.unroute(/\/v1\/events/)
})
