/** What must be true at the end of every run, whatever has happened in it. */
import { expect } from 'vitest'
import type { CreateGeneration, Generation, GenerationStatus } from '../../../contract/relay-api.ts'
import type { Task } from '../../../playground/rivya/accounts/ledger.ts'
import type { StandIn } from '../../../playground/rivya/stand-in.ts'
import { sha256 } from '../../relay/support/samples.ts'
import type { PatientClient } from './patient-client.ts'

/** A generation as its caller knows it. The prompt is its own, so that its tasks can be found. */
export type Wish = { caller: PatientClient; key: string; body: CreateGeneration; id: string }

/** A fault of the stand-in that ends a task as Rivya does: with its credits given back. */
export const TASK_FAILS = {
  on: 'task',
  kind: 'failed',
  error: { code: 'generation_failed', message: 'It could not be made.' },
} as const

type BooksOptions = {
  /** Whether a generation may end as `unknown`: only if its replay window had passed. */
  isUnknownAllowed: boolean
}

/** @returns how each wish has ended */
export async function checkBooks(
  standIn: StandIn,
  wishes: readonly Wish[],
  { isUnknownAllowed }: BooksOptions,
): Promise<GenerationStatus[]> {
  const tasks = standIn.inspection.tasks()
  // Whatever the stand-in has made was asked for by someone, once.
  expect(tasks.filter((task) => !wishes.some(({ body }) => body.prompt === task.request.prompt))).toEqual([])
  const statuses: GenerationStatus[] = []
  for (const wish of wishes) {
    const own = tasks.filter((task) => task.request.prompt === wish.body.prompt)
    statuses.push(await checkWish(standIn, wish, own, isUnknownAllowed))
  }
  for (const caller of new Set(wishes.map((wish) => wish.caller))) {
    await checkLedger(
      caller,
      wishes.filter((wish) => wish.caller === caller),
    )
  }
  return statuses
}

async function checkWish(
  standIn: StandIn,
  wish: Wish,
  tasks: Task[],
  isUnknownAllowed: boolean,
): Promise<GenerationStatus> {
  const { caller, key, body, id } = wish
  const generation = await caller.generate(key, body)
  expect(generation.id, 'the same key and body find the same generation').toBe(id)
  const summary = `${id}: ${JSON.stringify({ generation, tasks: tasks.map(({ status }) => status) })}`
  const charged = tasks.filter((task) => task.status !== 'failed')
  expect(tasks.length, `tasks at Rivya for ${summary}`).toBeLessThanOrEqual(1)
  switch (generation.status) {
    case 'succeeded': {
      expect(charged.length, `charges for ${summary}`).toBe(1)
      expect(generation.images, summary).toHaveLength(1)
      expect(sha256(await caller.image(id)), `bytes of ${summary}`).toBe(
        await hashOfResult(standIn, charged[0]),
      )
      const sent = charged[0]?.references.map((file) => sha256(file.bytes))
      expect(sent, `references of ${summary}`).toEqual(body.references.map(({ upload_id }) => upload_id))
      break
    }
    case 'failed':
      // Only Rivya's own word ends a generation without an image in these runs.
      expect(
        tasks.map(({ status }) => status),
        summary,
      ).toEqual(['failed'])
      expect(generation.credits.final, summary).toBe(0)
      break
    case 'unknown':
      expect(isUnknownAllowed, `the window had not passed for ${summary}`).toBe(true)
      break
    default:
      throw new Error(`stuck: ${summary}`)
  }
  return generation.status
}

async function hashOfResult({ url }: StandIn, task: Task | undefined): Promise<string> {
  const answer = await fetch(`${url}/results/${task?.resultName}`)
  if (!answer.ok) throw new Error(`the stand-in has no result for ${task?.id}`)
  return sha256(new Uint8Array(await answer.arrayBuffer()))
}

async function checkLedger(caller: PatientClient, wishes: readonly Wish[]): Promise<void> {
  const generations = await caller.list()
  expect(generations.map(({ id }) => id).sort()).toEqual(wishes.map(({ id }) => id).sort())
  const { credits } = await caller.me()
  const counted = generations.reduce((sum, generation) => sum + creditsOf(generation), 0)
  expect(credits.used_today, 'credits of the day').toBe(counted)
}

/** What may have been paid stays reserved. */
function creditsOf({ status, credits }: Generation): number {
  return status === 'unknown' ? credits.reserved : (credits.final ?? Number.NaN)
}
