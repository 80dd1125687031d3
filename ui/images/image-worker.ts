/** The panel's one worker: what is done with several megabytes holds up whatever thread does it. */
import type { Outcome, Task } from './worker/carry-out.ts'
import type { Drawing, Drawn } from './worker/draw-picture.ts'
import type { Area, Extended, Extending } from './worker/extend.ts'
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
  const bytes = await order({ type: 'download', url, headers, timeoutMs })
  return bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : null
}

/**
 * Null when the bytes can't be decoded.
 *
 * @param isLastUse the bytes are handed over instead of copied, once it is known that nothing else will need them
 */
export async function drawInWorker(drawing: Drawing, isLastUse = false): Promise<Drawn | null> {
  const handedOver = isLastUse && hasAnswered ? [drawing.bytes.buffer] : []
  const drawn = await order({ type: 'draw', drawing }, handedOver)
  return drawn as Drawn | null
}

/** Null when one of the pictures can't be decoded. */
export async function matchInWorker(area: Area): Promise<Extended | null> {
  return (await order({ type: 'area', area })) as Extended | null
}

/** Null when one of the pictures can't be decoded, or is another than was measured. */
export async function extendInWorker(extending: Extending): Promise<Extended | null> {
  return (await order({ type: 'extend', extending })) as Extended | null
}

function order(task: Task, handedOver: ArrayBuffer[] = []): Promise<Outcome> {
  lastId += 1
  const id = lastId
  return new Promise((resolve) => {
    waiting.set(id, { task, resolve })
    try {
      worker ??= start()
      worker.postMessage({ id, task } satisfies Order, handedOver)
    } catch {
      doHere()
    }
  })
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
