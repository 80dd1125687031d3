import type { Shell } from '../shell.ts'

/** What is only passed on the way is not shown. */
const REST_MS = 80

let wanted: string | null = null
let timer: ReturnType<typeof setTimeout> | undefined

/** Shows the layer of a target on the canvas, instead of the one before. */
export function pointAt({ bridge, signal }: Shell, nodeId: string | null, isBrought = false) {
  if (nodeId === wanted && !isBrought) return
  wanted = nodeId
  clearTimeout(timer)
  timer = setTimeout(() => {
    if (!signal.aborted) bridge.tell({ type: 'point-at', nodeId, isBrought })
  }, REST_MS)
}
