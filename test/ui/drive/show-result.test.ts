import { expect, it } from 'vitest'
import { showResult } from '../../../ui/drive/show-result.ts'
import { refused } from '../../../ui/result.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeGeneration } from '../support/make.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, index) => `g-${index}`)
const finished = (id: string, has_thumbnail = true) => makeGeneration('succeeded', { id, has_thumbnail })

function open() {
  const world = makeWorld()
  const { shell, state } = openPanel(world)
  return { world, shell, show: (id: string) => showResult(shell, finished(id)), shown: state.thumbnails }
}

it('asks for what has come to rest in as few requests as can be', async () => {
  const { world, show, shown } = open()
  for (const id of numbers(60)) show(id)
  await expect.poll(() => [...shown.value.keys()]).toEqual(numbers(60))
  expect(world.thumbnailReads.map(({ length }) => length)).toEqual([50, 10])
  expect(world.imageReads).toEqual([])
})

it('does not ask for what was scrolled past, nor for anything twice', async () => {
  const { world, show, shown } = open()
  for (const takeBack of numbers(500).map(show)) takeBack()
  show('g-left')
  await expect.poll(() => shown.value.size).toBe(1)
  show('g-left')
  show('g-next')
  await expect.poll(() => shown.value.size).toBe(2)
  expect(world.thumbnailReads).toEqual([['g-left'], ['g-next']])
})

it('makes one of the image where the relay has none', async () => {
  const { world, shell, show } = open()
  showResult(shell, finished('g-without', false))
  show('g-with')
  await expect.poll(() => world.imageReads).toEqual(['g-without'])
  expect(world.thumbnailReads).toEqual([['g-with']])
})

it('does not fetch fifty images in place of fifty thumbnails that can’t be had', async () => {
  const { world, show } = open()
  world.failing.readThumbnails = [refused({ code: 'validation_failed' })]
  for (const id of numbers(50)) show(id)
  await expect.poll(() => world.thumbnailReads).toHaveLength(1)
  show('g-next')
  await expect.poll(() => world.thumbnailReads).toHaveLength(2)
  expect(world.imageReads).toEqual([])
})
