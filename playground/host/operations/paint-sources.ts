/** What the open file holds that a paint may name: of its own, or on any of its layers already. */
import type { Paint } from '@figma/plugin-typings/plugin-api-standalone'
import type { PaintSources } from '../file/paints.ts'
import type { Core } from './core.ts'

/** @param isWaiting the call is one of those that wait, so it takes patterns */
export function paintSources(core: Core, isWaiting: boolean): PaintSources {
  const isUsed = (test: (paint: Paint) => boolean) =>
    core.store
      .nodes()
      .some((node) =>
        [node.fills, node.strokes, ...node.textRuns.map(({ fills }) => fills)].flat().some(test),
      )
  return {
    isWaiting,
    // The bytes of an image may be lost while layers still show where it was: such a paint can be written back.
    hasImage: (hash) =>
      core.images.has(hash) || isUsed((paint) => paint.type === 'IMAGE' && paint.imageHash === hash),
    hasVideo: (hash) => isUsed((paint) => paint.type === 'VIDEO' && paint.videoHash === hash),
    hasNode: (id) =>
      core.store.get(id) !== undefined ||
      isUsed((paint) => paint.type === 'PATTERN' && paint.sourceNodeId === id),
    hasShader: (id) => isUsed((paint) => paint.type === 'SHADER' && paint.id === id),
  }
}
