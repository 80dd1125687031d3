/** Serves finished pictures under their unguessable addresses, without a key, or what a fault puts in their place. */
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context } from 'hono'
import type { Ledger, Task } from '../accounts/ledger.ts'
import type { FaultList } from '../fault-list.ts'
import { makePicture, type PictureFormat } from '../pictures/picture.ts'
import { Problem } from '../problem.ts'
import { type ImageFault, isImageFault } from '../switches.ts'
import { answerAfter, answerInstead, type Env, problemAnswer } from './answers.ts'

export type Results = {
  /** Starts painting, so that the picture is there when the task ends. */
  prepare(task: Task): void
  answer(c: Context<Env>): Promise<Response>
}

/** Pictures kept painted; older ones are painted again, to the same bytes. */
const MAX_KEPT = 64

export function createResults(ledger: Ledger, faults: FaultList): Results {
  const painted = new Map<string, Promise<Uint8Array>>()

  function paint(task: Task, format: PictureFormat): Promise<Uint8Array> {
    const { prompt, aspectRatio, resolution } = task.request
    const references = task.references.map(({ bytes }) => bytes)
    return makePicture(
      { prompt, aspectRatio, resolution, references, ordinal: task.ordinal, ...task.look },
      format,
    )
  }

  function paintOnce(task: Task): Promise<Uint8Array> {
    const kept = painted.get(task.id)
    if (kept !== undefined) return kept
    const picture = paint(task, 'png')
    painted.set(task.id, picture)
    // A picture that fails is told to whoever downloads it, not to the process.
    picture.catch(() => painted.delete(task.id))
    const [oldest] = painted.keys()
    if (painted.size > MAX_KEPT && oldest !== undefined) painted.delete(oldest)
    return picture
  }

  async function answerTask(c: Context<Env>, task: Task, fault: ImageFault | null): Promise<Response> {
    switch (fault?.kind) {
      case 'format':
        return imageAnswer(await paint(task, fault.format), fault.format)
      case 'no-image':
        return new Response('<!doctype html><title>Sign in</title>', {
          headers: { 'content-type': 'text/html' },
        })
      case 'foreign':
        return new Response(FOREIGN[fault.format])
      case 'huge':
        return hugeAnswer(fault)
      case 'redirect':
        return new Response(null, { status: 302, headers: { location: fault.to } })
      case 'half':
        return halfAnswer(c, await paintOnce(task))
      default:
        return imageAnswer(await paintOnce(task), 'png')
    }
  }

  return {
    prepare: (task) => void paintOnce(task),
    async answer(c) {
      const fault = faults.takeForImage()
      const [callFault, imageFault] = isImageFault(fault) ? [null, fault] : [fault, null]
      const instead = await answerInstead(c, callFault)
      if (instead !== null) return instead
      const task = ledger.findResult(c.req.param('name') ?? '')
      const answer =
        task === null
          ? problemAnswer(new Problem('not_found', 'There is no such result.'))
          : await answerTask(c, task, imageFault)
      return answerAfter(c, callFault) ?? answer
    },
  }
}

function imageAnswer(bytes: Uint8Array, format: PictureFormat): Response {
  return new Response(new Uint8Array(bytes), { headers: { 'content-type': `image/${format}` } })
}

const FOREIGN = {
  avif: '\0\0\0\x1cftypavif'.padEnd(64, '\0'),
  gif: 'GIF89a'.padEnd(64, '\0'),
  nothing: '',
  junk: 'Zq'.repeat(40),
} as const satisfies Record<(ImageFault & { kind: 'foreign' })['format'], string>

const CHUNK_BYTES = 65_536
const PNG_START = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function hugeAnswer({ bytes, hasLength }: ImageFault & { kind: 'huge' }): Response {
  let left = bytes
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = new Uint8Array(Math.min(CHUNK_BYTES, left))
      if (left === bytes) chunk.set(PNG_START.subarray(0, chunk.length))
      left -= chunk.length
      if (chunk.length > 0) controller.enqueue(chunk)
      if (left <= 0) controller.close()
    },
  })
  const length = hasLength ? { 'content-length': String(bytes) } : {}
  return new Response(body, { headers: { 'content-type': 'image/png', ...length } })
}

function halfAnswer(c: Context<Env>, bytes: Uint8Array): Response {
  const { outgoing } = c.env
  outgoing.writeHead(200, { 'content-type': 'image/png', 'content-length': bytes.length })
  outgoing.write(bytes.subarray(0, bytes.length >> 1), () => outgoing.destroy())
  return RESPONSE_ALREADY_SENT
}
