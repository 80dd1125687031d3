/**
 * Transactions of SQLite that share their commits. They come one at a time anyway, and each commit keeps everything
 * waiting for the disk; those that wait for each other wait for it once.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { ControlledTransaction } from 'kysely'
import type { Query, Transact } from '../dialect.ts'
import type { Schema } from '../schema.ts'

/** So that the first of them does not wait long for the others. */
const MOST_TOGETHER = 16
/** What one of them has done before it fails is undone without the others. */
const SAVEPOINT = 'own'

type Member = {
  /** @returns tells its caller, to be called after the commit. @throws when the transaction of all is lost */
  runIn: (trx: ControlledTransaction<Schema>) => Promise<() => void>
  fail: (error: unknown) => void
}

/** @param settle resolves when what was committed is on the disk */
export function shareCommits(query: Query, settle: () => Promise<void>): Transact {
  const waiting: Member[] = []
  let isRunning = false

  async function runWaiting(): Promise<void> {
    if (isRunning) return
    isRunning = true
    for (let first = waiting.shift(); first !== undefined; first = waiting.shift()) {
      await runFrom(first)
      // Reads, answers and new requests come in between: transactions that call for each other would keep them waiting.
      await nextTurn()
    }
    isRunning = false
  }

  /** Whoever comes while the others run joins them. */
  async function runFrom(first: Member): Promise<void> {
    const members = [first]
    try {
      let told: (() => void)[]
      const trx = await query.startTransaction().execute()
      try {
        const tell = [await first.runIn(trx)]
        while (members.length < MOST_TOGETHER) {
          const next = waiting.shift()
          if (next === undefined) break
          members.push(next)
          tell.push(await next.runIn(trx))
        }
        await trx.commit().execute()
        told = tell
      } catch (error) {
        await trx.rollback().execute()
        throw error
      }
      await settle()
      for (const each of told) each()
    } catch (error) {
      for (const member of members) member.fail(error)
    }
  }

  return (run) =>
    new Promise((resolve, reject) => {
      waiting.push({
        async runIn(trx) {
          const own = await trx.savepoint(SAVEPOINT).execute()
          const tell = await run(own).then(
            (value) => () => resolve(value),
            async (error: unknown) => {
              // On a full disk SQLite has ended the transaction itself, and there is nothing to go back to.
              const undone = own.rollbackToSavepoint(SAVEPOINT).execute()
              await undone.catch(() => Promise.reject(error))
              return () => reject(error)
            },
          )
          await own.releaseSavepoint(SAVEPOINT).execute()
          return tell
        },
        fail: reject,
      })
      void runWaiting()
    })
}
