/** The panel's one worker: what is done with several megabytes holds up whatever thread does it. */
import type { Outcome, Outcomes, Task } from './worker/carry-out.ts'
import type { Drawing } from './worker/draw-picture.ts'
import type { Answer, Order } from './worker/main.ts'
import script from './worker/main.ts?text'

const waiting = new Map<number, { task: Task; resolve: (outcome: Outcome | Promise<Outcome>) => void }>()
let worker: Worker | null = null
/** Whether the page may have a worker is known once one has answered. */
let hasAnswered = false
let lastId = 0

/** Null when the answer is any but 200, or when there is none in time. */
export async function downloadInWorker(
  url: string,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await inWorker({ type: 'download', url, headers, timeoutMs })
  return bytes && new Uint8Array(bytes)
}

/**
 * Null when the bytes can't be decoded.
 *
 * @param isLastUse the bytes are handed over instead of copied, once it is known that nothing else will need them
 */
export function drawInWorker(drawing: Drawing, isLastUse = false) {
  return inWorker({ type: 'draw', drawing }, isLastUse && hasAnswered ? [drawing.bytes.buffer] : [])
}

/** Null for what could not be done. */
export function inWorker<T extends Task['type']>(
  task: Extract<Task, { type: T }>,
  handedOver: ArrayBuffer[] = [],
): Promise<Outcomes[T] | null> {
  lastId += 1
  const id = lastId
  const done = new Promise<Outcome>((resolve) => {
    waiting.set(id, { task, resolve })
    try {
      worker ??= start()
      worker.postMessage({ id, task } satisfies Order, handedOver)
    } catch {
      doHere()
    }
  })
  return done as Promise<Outcomes[T] | null>
}

function start(): Worker {
  const started = new Worker(URL.createObjectURL(new Blob([script])))
  started.onmessage = ({ data: { id, outcome } }: MessageEvent<Answer>) => {
    hasAnswered = true
    waiting.get(id)?.resolve(outcome)
    waiting.delete(id)
  }
  started.onerror = doHere
  return started
}

/** Where the page may start no worker, its script runs in the page, as the panel's own does. */
function doHere() {
  if (!window.carryOut) {
    const element = document.createElement('script')
    element.text = script
    document.head.append(element)
  }
  for (const { task, resolve } of waiting.values()) resolve(window.carryOut?.(task) ?? null)
  waiting.clear()
  worker = null
}
