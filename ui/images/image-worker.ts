/** The panel's one worker: what is done with several megabytes holds up whatever thread does it. */

type Task =
  | { type: 'download'; url: string; headers: Record<string, string>; timeoutMs: number }
  | { type: 'scale'; bytes: Uint8Array<ArrayBuffer>; sidePx: number }
type Order = Task & { id: number }
/** The bytes of a download, the WebP of a picture, or null for what could not be done. */
type Outcome = ArrayBuffer | Blob | null
type Answer = { id: number; outcome: Outcome }

const waiting = new Map<number, (outcome: Outcome) => void>()
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
 * A WebP of at most `sidePx` a side; null when the bytes can't be decoded or the page may start no worker.
 *
 * @param isLastUse the bytes are handed over instead of copied, once it is known that nothing else will need them
 */
export async function scaleInWorker(
  bytes: Uint8Array<ArrayBuffer>,
  sidePx: number,
  isLastUse: boolean,
): Promise<Blob | null> {
  const handedOver = isLastUse && hasAnswered ? [bytes.buffer] : []
  const blob = await order({ type: 'scale', bytes, sidePx }, handedOver)
  return blob instanceof Blob ? blob : null
}

function order(task: Task, handedOver: ArrayBuffer[] = []): Promise<Outcome> {
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
  const started = new Worker(URL.createObjectURL(new Blob([`(${work})()`])))
  started.onmessage = ({ data: { id, outcome } }: MessageEvent<Answer>) => {
    hasAnswered = true
    waiting.get(id)?.(outcome)
    waiting.delete(id)
  }
  started.onerror = giveUp
  return started
}

function giveUp() {
  for (const resolve of waiting.values()) resolve(null)
  waiting.clear()
  worker = null
}

/** Runs in the worker, from its own text, since the panel is one file and can't name another: it uses nothing from around it. */
function work() {
  async function download(url: string, headers: Record<string, string>, timeoutMs: number) {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await fetch(url, { headers, cache: 'no-store', signal })
    return response.ok ? response.arrayBuffer() : null
  }

  async function scale(bytes: Uint8Array<ArrayBuffer>, sidePx: number) {
    const bitmap = await createImageBitmap(new Blob([bytes]))
    const factor = Math.min(1, sidePx / Math.max(bitmap.width, bitmap.height))
    const width = Math.max(1, Math.floor(bitmap.width * factor))
    const height = Math.max(1, Math.floor(bitmap.height * factor))
    const canvas = new OffscreenCanvas(width, height)
    const context = canvas.getContext('2d')
    if (context === null) return null
    context.imageSmoothingQuality = 'high'
    context.drawImage(bitmap, 0, 0, width, height)
    bitmap.close()
    return canvas.convertToBlob({ type: 'image/webp', quality: 0.8 })
  }

  self.onmessage = async ({ data: order }: MessageEvent<Order>) => {
    const begun: Promise<Outcome> =
      order.type === 'download'
        ? download(order.url, order.headers, order.timeoutMs)
        : scale(order.bytes, order.sidePx)
    const outcome = await begun.catch(() => null)
    self.postMessage({ id: order.id, outcome } satisfies Answer, {
      transfer: outcome instanceof ArrayBuffer ? [outcome] : [],
    })
  }
}
