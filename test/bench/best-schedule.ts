/**
 * The least mean wait that any schedule can reach which knows the true distribution and keeps the same rules: the k-th
 * look not before the fixed schedule's k-th, no two within 2 s. A plain dynamic program that tries every pair of
 * moments; slow, written apart from the relay's own, and so a check of it.
 */
const STEP_MS = 250
const GAP_STEPS = 2000 / STEP_MS

/**
 * @param readyBy the probability that a task is ready so many milliseconds after its submission
 * @param horizonMs after which nothing is expected any more; a last look there is free of rules
 * @returns milliseconds
 */
export function bestMeanWaitMs(readyBy: (ms: number) => number, horizonMs: number): number {
  const steps = Math.ceil(horizonMs / STEP_MS)
  const ready = Float64Array.from({ length: steps + 1 }, (_, step) => readyBy(step * STEP_MS))
  const moment = new Float64Array(steps + 1)
  for (let step = 1; step <= steps; step += 1) {
    moment[step] =
      (moment[step - 1] ?? 0) + (step - 0.5) * STEP_MS * ((ready[step] ?? 0) - (ready[step - 1] ?? 0))
  }
  const wait = (from: number, to: number) =>
    to * STEP_MS * ((ready[to] ?? 0) - (ready[from] ?? 0)) - ((moment[to] ?? 0) - (moment[from] ?? 0))

  let after = Float64Array.from({ length: steps + 1 }, (_, from) => wait(from, steps))
  for (let look = Math.ceil(horizonMs / 5000); look >= 1; look -= 1) {
    const earliest = (2500 + (look - 1) * 5000) / STEP_MS
    after = Float64Array.from({ length: steps + 1 }, (_, from) => {
      let least = wait(from, steps)
      for (let to = Math.max(from + GAP_STEPS, earliest); to <= steps; to += 1) {
        const cost = wait(from, to) + (after[to] ?? 0)
        if (cost < least) least = cost
      }
      return least
    })
  }
  return after[0] ?? 0
}
