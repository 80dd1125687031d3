/** What the panel's worker does for it. */
import { type Drawing, type Drawn, drawPicture } from './draw-picture.ts'

export type Task =
  | { type: 'download'; url: string; headers: Record<string, string>; timeoutMs: number }
  | { type: 'draw'; drawing: Drawing }

/** The bytes of a download, a picture, or null for what could not be done. */
export type Outcome = ArrayBuffer | Drawn | null

/** Never rejects. */
export function carryOut(task: Task): Promise<Outcome> {
  const begun = task.type === 'download' ? download(task) : drawPicture(task.drawing)
  return begun.catch(() => null)
}

async function download({ url, headers, timeoutMs }: Task & { type: 'download' }): Promise<Outcome> {
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { headers, cache: 'no-store', signal })
  return response.ok ? response.arrayBuffer() : null
}
