import type { Shell } from '../shell.ts'

/** Has the sandbox tell of changes to the frames that serve as references, whichever these are. */
export function watchReferences({ state, bridge }: Shell) {
  let watched = ''
  state.draft.subscribe(({ references }) => {
    const nodeIds = references.flatMap(({ nodeId }) => (nodeId === null ? [] : [nodeId]))
    const list = nodeIds.join()
    if (list === watched) return
    watched = list
    void bridge.ask({ type: 'watch-frames', nodeIds })
  })
}
