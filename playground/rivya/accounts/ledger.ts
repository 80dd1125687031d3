/**
 * Tasks and money of the stand-in. Credits are taken when a task is created and given back when it fails. A task's
 * progress is a matter of the clock alone, so nothing has to run in the background.
 */
import { createHash, randomBytes } from 'node:crypto'
import { MODEL_ID } from '../../../contract/model.ts'
import type { FaultList } from '../fault-list.ts'
import { Problem } from '../problem.ts'
import { seededRandom, seedOf } from '../seeded-random.ts'
import type { Switches, TaskFault } from '../switches.ts'
import { type GenerationRequest, readGenerationRequest } from './generation-request.ts'
import type { StoredFile } from './uploads.ts'

export type Task = {
  id: string
  /** The API key whose account pays. */
  owner: string
  idempotencyKey: string | null
  request: GenerationRequest
  references: StoredFile[]
  /** How many tasks had this prompt before; variations of one prompt differ by it. */
  ordinal: number
  /** How pictures were switched to be when it was created. */
  look: Pick<Switches, 'hasNoise' | 'longerSidePx' | 'drift'>
  status: 'queued' | 'processing' | 'succeeded' | 'failed'
  reservedCredits: number
  finalCredits: number
  error: { code: string; message: string } | null
  /** In milliseconds since 1970, like the next two. */
  createdAt: number
  updatedAt: number
  endsAt: number
  /** When a look first found it ended; null: none has. */
  seenAt: number | null
  /** The unguessable part of the result's address. */
  resultName: string
  fault: TaskFault | null
}

export type Ledger = {
  /** @throws Problem */
  create(owner: string, body: string, idempotencyKey: string | null): Task
  /** @throws Problem `not_found`, also for another account's task */
  look(owner: string, id: string): Task
  findResult(resultName: string): Task | null
  credits(owner: string): number
  setCredits(owner: string, credits: number): void
  tasks(): Task[]
}

type Replay = { bodyHash: string; taskId: string; at: number }

type LedgerSurroundings = {
  now: () => number
  switches: () => Switches
  faults: FaultList
  /** @returns null when it is no upload of this owner */
  findUpload: (owner: string, url: string) => StoredFile | null
  onCreated: (task: Task) => void
  onEnded: (task: Task) => void
}

export function createLedger({
  now,
  switches,
  faults,
  findUpload,
  onCreated,
  onEnded,
}: LedgerSurroundings): Ledger {
  const tasks = new Map<string, Task>()
  const running = new Set<Task>()
  const wallets = new Map<string, number>()
  const replays = new Map<string, Replay>()
  const promptCounts = new Map<string, number>()
  const random = seededRandom(seedOf('durations'))

  function move(owner: string, credits: number): void {
    wallets.set(owner, (wallets.get(owner) ?? 0) + credits)
  }

  function end(task: Task, at: number): void {
    running.delete(task)
    task.updatedAt = at
    if (task.fault?.kind === 'failed') {
      task.status = 'failed'
      task.error = task.fault.error
      move(task.owner, task.reservedCredits)
    } else {
      task.status = 'succeeded'
      task.finalCredits = task.reservedCredits
    }
    onEnded(task)
  }

  function takesMs(): number {
    const { taskSeconds, taskSpread } = switches()
    if (taskSpread === 0) return taskSeconds * 1000
    // Box and Muller.
    const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    return Math.round(taskSeconds * 1000 * Math.exp(taskSpread * normal))
  }

  /** Brings every task to where the clock says it is. */
  function settle(): void {
    for (const task of running) {
      const isStuck = task.fault?.kind === 'stuck'
      const isPicked = now() - task.createdAt >= Math.min(1000, (task.endsAt - task.createdAt) / 4)
      if (now() >= task.endsAt && !isStuck) end(task, task.endsAt)
      else if (isPicked && task.status === 'queued') {
        task.status = 'processing'
        task.updatedAt = now()
      }
    }
  }

  function findReplay(owner: string, body: string, key: string): Task | null {
    const { isReplaying, replaySeconds } = switches()
    const replay = isReplaying ? replays.get(`${owner} ${key}`) : undefined
    if (replay === undefined) return null
    if (replaySeconds !== null && now() - replay.at > replaySeconds * 1000) return null
    if (replay.bodyHash !== hash(body)) {
      throw new Problem('idempotency_conflict', 'This key was used with another body.')
    }
    return tasks.get(replay.taskId) ?? null
  }

  function create(owner: string, body: string, idempotencyKey: string | null): Task {
    settle()
    const first = idempotencyKey === null ? null : findReplay(owner, body, idempotencyKey)
    if (first !== null) return first

    const request = readGenerationRequest(body, switches().unknownParams)
    const references = request.referenceUrls.map((url, index) => {
      const file = findUpload(owner, url)
      if (file !== null) return file
      throw new Problem('validation_failed', `params.referenceMediaItems.${index}.url: is no uploaded file`)
    })
    const price = priceOf(request, switches())
    const isTooDear = price > (wallets.get(owner) ?? 0)
    if (isTooDear && switches().tooFewCredits === '402') {
      throw new Problem('insufficient_credits', 'The balance is too small for this generation.')
    }

    const ordinal = promptCounts.get(request.prompt) ?? 0
    promptCounts.set(request.prompt, ordinal + 1)
    const { hasNoise, longerSidePx, drift } = switches()
    const task: Task = {
      id: `task_flux_2_pro_${randomBytes(6).toString('hex')}`,
      owner,
      idempotencyKey,
      request,
      references,
      ordinal,
      look: { hasNoise, longerSidePx, drift },
      status: 'queued',
      reservedCredits: isTooDear ? 0 : price,
      finalCredits: 0,
      error: null,
      createdAt: now(),
      updatedAt: now(),
      endsAt: now() + (isTooDear ? 0 : takesMs()),
      seenAt: null,
      resultName: randomBytes(24).toString('hex'),
      fault: isTooDear ? { on: 'task', kind: 'failed', error: TOO_FEW_CREDITS } : faults.takeForTask(),
    }
    tasks.set(task.id, task)
    running.add(task)
    move(owner, -task.reservedCredits)
    if (idempotencyKey !== null) {
      replays.set(`${owner} ${idempotencyKey}`, { bodyHash: hash(body), taskId: task.id, at: now() })
    }
    if (!isTooDear) onCreated(task)
    return task
  }

  return {
    create,
    look(owner, id) {
      settle()
      const task = tasks.get(id)
      if (task?.owner !== owner) throw new Problem('not_found', 'There is no such generation.')
      if (!running.has(task)) task.seenAt ??= now()
      return task
    },
    findResult(resultName) {
      settle()
      const task = [...tasks.values()].find((each) => each.resultName === resultName)
      return task?.status === 'succeeded' ? task : null
    },
    credits(owner) {
      settle()
      return wallets.get(owner) ?? 0
    },
    setCredits: (owner, credits) => wallets.set(owner, credits),
    tasks() {
      settle()
      return [...tasks.values()]
    },
  }
}

const TOO_FEW_CREDITS = {
  code: 'insufficient_credits',
  message: 'The balance is too small for this generation.',
}

function priceOf(request: GenerationRequest, switches: Switches): number {
  const base = request.resolution === '2K' ? switches.price2K : switches.price1K
  return base + switches.pricePerReference * request.referenceUrls.length
}

function hash(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The task as Rivya answers it. */
export function taskObject(task: Task, origin: string): Record<string, unknown> {
  const url = `${origin}/results/${task.resultName}`
  const result = task.fault?.kind === 'result' ? task.fault.result : { primary_url: url, urls: [url] }
  return {
    id: task.id,
    status: task.status,
    model: MODEL_ID,
    reserved_credits: task.reservedCredits,
    final_credits: task.finalCredits,
    created_at: new Date(task.createdAt).toISOString(),
    updated_at: new Date(task.updatedAt).toISOString(),
    result: task.status === 'succeeded' ? result : null,
    error: task.error,
    ...(task.fault?.kind === 'fields' ? task.fault.fields : {}),
  }
}
