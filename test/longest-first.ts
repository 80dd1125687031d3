import { BaseSequencer, type TestSpecification } from 'vitest/node'

const LONGEST = [
  'chaos/every-step',
  'chaos/kills',
  'chaos/panel',
  'chaos/replicas',
  'e2e/rivya-faults',
  'e2e/closing',
  'e2e/panel',
  'relay/built/stop',
  'playground/page',
]

/** Starts the longest files first, so that at the end of a run none of them goes on alone. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files)
    return usual.sort((one, other) => placeOf(one) - placeOf(other))
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONGEST.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return place === -1 ? LONGEST.length : place
}
