/**
 * One step of one generation: look at its row, do what is next, write what came of it. The same code serves the first
 * time, every retry and the recovery after a crash, since nothing is known of a generation but its row.
 */
import { BlobsAway } from '../../blobs/blob-store.ts'
import type { GenerationRow } from '../../store/tables/generations.ts'
import { decideBlobsAway } from '../decisions/decide-blobs-away.ts'
import { createGoOn } from './go-on.ts'
import { createLookStep } from './look-step.ts'
import { createStepWriter, type StepDependencies, type StepSignals, type TakeStep } from './step-writer.ts'
import { createSubmitStep } from './submit-step.ts'

export function createTakeStep(dependencies: StepDependencies): TakeStep {
  const writer = createStepWriter(dependencies)
  const goOn = createGoOn(dependencies, writer)
  const submit = createSubmitStep(dependencies, writer, goOn)
  const look = createLookStep(dependencies, writer, goOn)

  return async (row, signals) => {
    try {
      await step(row, signals)
    } catch (error) {
      if (!(error instanceof BlobsAway)) throw error
      dependencies.log.warn(
        { error, generation: row.id },
        'the place of the images did not do what was asked',
      )
      await writer.save(row, decideBlobsAway(row, writer.momentOf(row, null), error.retryAfterMs), signals)
    }
  }

  async function step(row: GenerationRow, signals: StepSignals): Promise<void> {
    switch (row.status) {
      case 'accepted':
      case 'submitting':
        return submit(row, signals)
      case 'queued':
      case 'processing':
      case 'downloading':
        return look(row, signals)
      case 'succeeded':
      case 'failed':
      case 'unknown':
        throw new Error(`a step was due for a generation that has ${row.status}`)
    }
  }
}
