/** The panel's one worker: what is done with several megabytes holds up whatever thread does it. */
import { type Drawing, type Drawn, drawPicture } from './draw-picture.ts'
import { fitInto } from './fit.ts'

type Task =
  | { type: 'download'; url: string; headers: Record<string, string>; timeoutMs: number }
  | { type: 'draw'; drawing: Drawing }
type Order = Task & { id: number }
/** The bytes of a download, a picture, or null for what could not be done. */
type Outcome = ArrayBuffer | Drawn | null
type NoWorker = 'no-worker'
type Answer = { id: number; outcome: Outcome }

const waiting = new Map<number, (outcome: Outcome | NoWorker) => void>()
let worker: Worker | null = null
/** Whether the page may have a worker is known once one has answered. */
let hasAnswered = false
let lastId = 0

/** Null when the answer is any but 200, when there is none in time, or when the page may start no worker. */
export async function downloadInWorker(
  url: string,
  headers: Record<string, string>,
  timeoutMs: number,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const bytes = await order({ type: 'download', url, headers, timeoutMs })
  return bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : null
}

/**
 * Null when the bytes can't be decoded. Where the page may start no worker, it is done here.
 *
 * @param isLastUse the bytes are handed over instead of copied, once it is known that nothing else will need them
 */
export async function drawInWorker(drawing: Drawing, isLastUse = false): Promise<Drawn | null> {
  const handedOver = isLastUse && hasAnswered ? [drawing.bytes.buffer] : []
  const drawn = await order({ type: 'draw', drawing }, handedOver)
  if (drawn === 'no-worker') return drawPicture(drawing, fitInto).catch(() => null)
  return drawn instanceof ArrayBuffer ? null : drawn
}

function order(task: Task, handedOver: ArrayBuffer[] = []): Promise<Outcome | NoWorker> {
  lastId += 1
  const id = lastId
  return new Promise((resolve) => {
    waiting.set(id, resolve)
    try {
      worker ??= start()
      worker.postMessage({ ...task, id } satisfies Order, handedOver)
    } catch {
      giveUp()
    }
  })
}

function start(): Worker {
  const started = new Worker(URL.createObjectURL(new Blob([`(${work})(${drawPicture},${fitInto})`])))
  started.onmessage = ({ data: { id, outcome } }: MessageEvent<Answer>) => {
    hasAnswered = true
    waiting.get(id)?.(outcome)
    waiting.delete(id)
  }
  started.onerror = giveUp
  return started
}

function giveUp() {
  for (const resolve of waiting.values()) resolve('no-worker')
  waiting.clear()
  worker = null
}

/** Runs in the worker, from its own text, since the panel is one file and can't name another: it uses nothing from around it. */
function work(draw: typeof drawPicture, fit: typeof fitInto) {
  async function download(url: string, headers: Record<string, string>, timeoutMs: number) {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { headers, cache: 'no-store', signal })
    return response.ok ? response.arrayBuffer() : null
  }

  self.onmessage = async ({ data: order }: MessageEvent<Order>) => {
    const begun: Promise<Outcome> =
      order.type === 'download'
        ? download(order.url, order.headers, order.timeoutMs)
        : draw(order.drawing, fit)
    const outcome = await begun.catch(() => null)
    self.postMessage({ id: order.id, outcome } satisfies Answer, {
      transfer: outcome instanceof ArrayBuffer ? [outcome] : [],
    })
  }
}
