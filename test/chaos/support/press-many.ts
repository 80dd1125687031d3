/** Callers who ask for several images at once, some after references, and wait for them. */
import type { CreateGeneration } from '../../../contract/relay-api.ts'
import { drawPng } from '../../relay/support/samples.ts'
import type { Wish } from './check-books.ts'
import { SPEED, type World } from './world.ts'

const REFERENCES = [drawPng(1), drawPng(2), drawPng(3)]
/** By the relay's clock, longer than anything takes that is not stuck. */
const LATE_MS = 60 * 60_000

/** @returns every wish with the generation it got, when all have ended */
export async function pressMany(world: World, imagesPerCaller: number): Promise<Wish[]> {
  const lateAt = Date.now() + LATE_MS / SPEED
  const isLate = () => Date.now() > lateAt
  const batches = await Promise.all(
    world.callers.map(async (caller, callerNumber) => {
      const uploads = await Promise.all(REFERENCES.map((bytes) => caller.upload(bytes)))
      const wishes = await Promise.all(
        Array.from({ length: imagesPerCaller }, async (_, number): Promise<Wish> => {
          const key = `chaos-${callerNumber}-${number}`
          const body = makeBody(`Mug ${number} of caller ${callerNumber}`, uploads.slice(0, (number * 2) % 3))
          const answer = caller.generate(key, body)
          await world.pass('request leaving')
          const { id } = await answer
          await world.pass('accepted')
          return { caller, key, body, id }
        }),
      )
      await caller.waitUntilEnded(
        wishes.map(({ id }) => id),
        isLate,
      )
      await world.pass('ended')
      return wishes
    }),
  )
  await world.relay.whenUp()
  return batches.flat()
}

function makeBody(prompt: string, uploads: string[]): CreateGeneration {
  return {
    prompt,
    aspect_ratio: '1:1',
    resolution: '1K',
    references: uploads.map((upload_id, index) => ({ upload_id, name: `Frame ${index + 1}` })),
  }
}
