import { expect, it } from 'vitest'
import { createDownloadPlaces } from '../../../../relay/work/steps/download-places.ts'

const never = new AbortController().signal
/** Whether a place was given at once: nothing but promises is waited for. */
async function isIn(entering: Promise<unknown>): Promise<boolean> {
  const later = Symbol('later')
  const turns = async () => {
    for (let turn = 0; turn < 10; turn += 1) await undefined
    return later
  }
  return (await Promise.race([entering, turns()])) !== later
}

it('three hosts that let everybody wait keep no image of another from coming', async () => {
  const places = createDownloadPlaces()
  for (const host of ['a', 'b', 'c']) {
    for (let count = 0; count < 4; count += 1) void places.enter(`https://${host}.example/${count}`, never)
  }
  expect(await isIn(places.enter('https://d.example/1', never))).toBe(true)
  expect(await isIn(places.enter('https://d.example/2', never))).toBe(true)
})

it('no more than eight images come at once, and a place that is left goes to the next', async () => {
  const places = createDownloadPlaces()
  const leaves = await Promise.all(
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => places.enter(`https://${n}.example/`, never)),
  )
  const ninth = places.enter('https://9.example/', never)
  expect(await isIn(ninth)).toBe(false)
  leaves[3]?.()
  expect(await isIn(ninth)).toBe(true)
})

it('who no longer waits takes no place, at the host or in all', async () => {
  const places = createDownloadPlaces()
  const leaves = [
    await places.enter('https://a.example/', never),
    await places.enter('https://a.example/', never),
  ]
  const stop = new AbortController()
  const stopped = places.enter('https://a.example/', stop.signal)
  const next = places.enter('https://a.example/', never)
  stop.abort()
  expect(await stopped).toBeNull()
  expect(await isIn(next)).toBe(false)
  leaves[0]?.()
  expect(await isIn(next)).toBe(true)
})

it('who gives up waiting for one of all leaves the place at the host', async () => {
  const places = createDownloadPlaces()
  const leaves = await Promise.all(
    [0, 1, 2, 3, 4, 5, 6, 7].map((n) => places.enter(`https://${n}.example/`, never)),
  )
  const stop = new AbortController()
  const stopped = [1, 2].map((n) => places.enter(`https://late.example/${n}`, stop.signal))
  expect(places.waiting).toBe(2)
  stop.abort()
  expect(await Promise.all(stopped)).toEqual([null, null])
  expect(places.waiting).toBe(0)
  leaves[0]?.()
  expect(await isIn(places.enter('https://late.example/3', never))).toBe(true)
})

it('a host from which one has left still has two places', async () => {
  const places = createDownloadPlaces()
  const [first] = [
    await places.enter('https://a.example/', never),
    await places.enter('https://a.example/', never),
  ]
  first?.()
  expect(await isIn(places.enter('https://a.example/', never))).toBe(true)
  expect(await isIn(places.enter('https://a.example/', never))).toBe(false)
})
