/** Writes the document whenever it has changed, one write at a time. */
import type { Host } from '../host/host.ts'
import type { Keeping } from './keeping.ts'

type Saving = {
  /** Notes a change; it is written as soon as the write before it is done. */
  touch(): void
  /** Resolves when everything noted so far is written. */
  settled(): Promise<void>
}

export function createSaving(keeping: Keeping, host: () => Host): Saving {
  let running: Promise<void> | null = null
  let isDirty = false

  async function write(): Promise<void> {
    while (isDirty) {
      isDirty = false
      await keeping.saveDocument(host().document.save())
    }
    running = null
  }
  return {
    touch() {
      isDirty = true
      running ??= write()
    },
    settled: async () => {
      await running
    },
  }
}
