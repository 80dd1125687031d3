import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The longest, so that none of them goes on alone at the end; between those that compute, some that only wait. */
const EARLY = [
  'chaos/every-step',
  'chaos/kills',
  'chaos/panel',
  'chaos/replicas',
  'e2e/rivya-faults',
  'e2e/closing',
  'relay/built/stop',
  'e2e/panel',
  'playground/page/page',
  'relay/start',
  'e2e/accessibility',
  'e2e/walking-path',
  'relay/http/openapi/openapi',
  'relay/security/secrets',
  'relay/security/result-links',
  'e2e/panel-ways-in',
  'relay/http/routes/uploads',
  'relay/observe/metrics',
  'relay/work/worker',
]

for (const name of EARLY) {
  const path = fileURLToPath(new URL(`${name}.test.ts`, import.meta.url))
  if (!existsSync(path)) throw new Error(`There is no test file ${name}: it was moved, or is gone.`)
}

/** The files of a run in the order in which they start: these first, then all others as usual. */
export class EarlyFilesFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const usual = await super.sort(files)
    return usual.sort((one, other) => placeOf(one) - placeOf(other))
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = EARLY.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return place === -1 ? EARLY.length : place
}
