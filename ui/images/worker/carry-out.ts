/** What the panel's worker does for it. */
import { type Drawing, type Drawn, drawPicture } from './draw-picture.ts'
import { type Area, type Extended, type Extending, extend, matchArea } from './extend.ts'

export type Task =
  | { type: 'download'; url: string; headers: Record<string, string>; timeoutMs: number }
  | { type: 'draw'; drawing: Drawing }
  | { type: 'extend'; extending: Extending }
  | { type: 'area'; area: Area }

/** What comes of a task, by its type. */
export type Outcomes = { download: ArrayBuffer; draw: Drawn; extend: Extended; area: Extended }
/** Null for what could not be done. */
export type Outcome = Outcomes[Task['type']] | null

/** Never rejects. Why it could not be done, whoever looks at the console can read: a broken image is as likely as a fault of ours. */
export function carryOut(task: Task): Promise<Outcome> {
  return begin(task).catch((error) => {
    console.warn(task.type, error)
    return null
  })
}

function begin(task: Task): Promise<Outcome> {
  switch (task.type) {
    case 'download':
      return download(task)
    case 'draw':
      return drawPicture(task.drawing)
    case 'extend':
      return extend(task.extending)
    case 'area':
      return matchArea(task.area)
  }
}

async function download({ url, headers, timeoutMs }: Task & { type: 'download' }): Promise<Outcome> {
  const signal = AbortSignal.timeout(timeoutMs)
  const response = await fetch(url, { headers, cache: 'no-store', signal })
  return response.ok ? response.arrayBuffer() : null
}
