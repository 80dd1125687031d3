/** Runs in a worker, as the panel's does: what it is sent it fits, as often as it is told. */
import { fitExtended } from '../../../ui/images/seam/fit-back.ts'

self.onmessage = ({
  data: { parts, runs },
}: MessageEvent<{ parts: Parameters<typeof fitExtended>[0]; runs: number }>) => {
  const taken = Array.from({ length: runs }, () => {
    const startedAt = performance.now()
    const { kind } = fitExtended(parts)
    return { kind, ms: performance.now() - startedAt }
  })
  self.postMessage(taken)
}
