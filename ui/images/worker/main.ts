/** The worker's script. Where the page may start none it runs in the page, which calls `carryOut` itself. */
import { carryOut, type Task } from './carry-out.ts'

export type Order = { id: number; task: Task }
export type Answer = { id: number; outcome: Awaited<ReturnType<typeof carryOut>> }

declare global {
  interface Window {
    carryOut?: typeof carryOut
  }
}

if (self.document) self.carryOut = carryOut
else {
  self.onmessage = async ({ data: { id, task } }: MessageEvent<Order>) => {
    const outcome = await carryOut(task)
    self.postMessage({ id, outcome } satisfies Answer, {
      transfer: outcome instanceof ArrayBuffer ? [outcome] : [],
    })
  }
}
