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
  const show = () => bridge.tell({ type: 'point-at', nodeId, isBrought })
  // What is asked for by a key is not lost to the next one.
  if (isBrought) return show()
  timer = setTimeout(() => {
    if (!signal.aborted) show()
  }, REST_MS)
}
