import type { Shell } from './shell.ts'

const USUAL = { height: 640 }
/** Wide enough to judge four variations beside what they started from. */
const WIDE = { width: 960, height: 760 }

/** Makes the window wide for choosing between images, and as it was for everything else. */
export function sizePanel({ state, bridge }: Shell) {
  let isWide = false
  state.view.subscribe((view) => {
    if (isWide === (view === 'review')) return
    isWide = !isWide
    bridge.tell({ type: 'resize-panel', ...(isWide ? WIDE : USUAL) })
  })
}
