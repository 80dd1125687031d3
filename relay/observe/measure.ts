/** Wraps parts of the relay so that what they come to is counted; nothing else about them changes. */
import type { MarkedStore } from '../blobs/claim-place.ts'
import type { RivyaClient } from '../rivya/client.ts'
import type { Downloader } from '../rivya/download.ts'
import type { TakeStep } from '../work/steps/step-writer.ts'
import type { BlobCall, Metrics, RivyaCall } from './metrics.ts'

export function measureRivya(client: RivyaClient, metrics: Metrics): RivyaClient {
  const kindOf = (outcome: { kind: string }) => outcome.kind
  const isThere = (value: unknown) => (value === null ? 'no-answer' : 'answered')
  return {
    uploadFile: (...call) => measure(metrics, 'upload', kindOf, () => client.uploadFile(...call)),
    createGeneration: (...call) => measure(metrics, 'create', kindOf, () => client.createGeneration(...call)),
    getGeneration: (...call) => measure(metrics, 'look', kindOf, () => client.getGeneration(...call)),
    getCredits: (...call) => measure(metrics, 'credits', isThere, () => client.getCredits(...call)),
    getModel: (...call) => measure(metrics, 'models', isThere, () => client.getModel(...call)),
    checkKey: (...call) => client.checkKey(...call),
    webhooks: client.webhooks,
    close: () => client.close(),
  }
}

export function measureDownloads(downloader: Downloader, metrics: Metrics): Downloader {
  return {
    download: (...call) =>
      measure(
        metrics,
        'download',
        ({ kind }) => kind,
        () => downloader.download(...call),
      ),
    close: () => downloader.close(),
  }
}

export function measureBlobs(
  store: MarkedStore,
  tell: (call: BlobCall, outcome: string, ms: number) => void,
): MarkedStore {
  async function time<T>(call: BlobCall, run: () => Promise<T>, isThere = (_: T) => true): Promise<T> {
    const startedAt = performance.now()
    let outcome = 'away'
    try {
      const result = await run()
      outcome = isThere(result) ? 'done' : 'missing'
      return result
    } finally {
      tell(call, outcome, performance.now() - startedAt)
    }
  }
  return {
    ...store,
    put: (...blob) => time('put', () => store.put(...blob)),
    read: (...piece) =>
      time(
        'read',
        () => store.read(...piece),
        (data) => data !== undefined,
      ),
    has: (hash) =>
      time(
        'has',
        () => store.has(hash),
        (isThere) => isThere,
      ),
    delete: (hash) => time('delete', () => store.delete(hash)),
    // Its pages come when they are asked for.
    list: () => store.list(),
  }
}

export function measureSteps(takeStep: TakeStep, metrics: Metrics): TakeStep {
  return async (...step) => {
    try {
      await takeStep(...step)
    } catch (error) {
      metrics.stepFailed()
      throw error
    }
  }
}

async function measure<T>(
  metrics: Metrics,
  call: RivyaCall,
  nameOutcome: (outcome: T) => string,
  run: () => Promise<T>,
): Promise<T> {
  const startedAt = performance.now()
  const outcome = await run()
  metrics.rivyaAnswered(call, nameOutcome(outcome), performance.now() - startedAt)
  return outcome
}
