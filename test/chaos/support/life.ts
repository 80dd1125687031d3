/**
 * One life of a relay inside the test's process. Everything that it does to the world is a step; at the chosen one it
 * ends as if it had been killed: what it had begun stays as it is, and it never does anything again.
 */
import { DatabaseSync, StatementSync } from 'node:sqlite'

export class Killed extends Error {}

export class Life {
  #steps = 0
  #isOver = false
  #endsAt: number
  readonly #databases = new Set<DatabaseSync>()
  readonly #listeners: (() => void)[] = []
  /** Resolves when it is over. */
  readonly ended: Promise<void>

  /** @param endsAt number of the step that is not taken any more, from 1; null: it lives on */
  constructor(endsAt: number | null) {
    this.#endsAt = endsAt ?? Number.POSITIVE_INFINITY
    this.ended = new Promise((resolve) => this.#listeners.push(resolve))
  }

  get isOver(): boolean {
    return this.#isOver
  }

  /** From now on it is not ended any more. */
  spare(): void {
    this.#endsAt = Number.POSITIVE_INFINITY
  }

  /** A step that happens at once. @throws {Killed} when the life is over */
  pass(): void {
    if (!this.#isOver) {
      this.#steps += 1
      if (this.#steps < this.#endsAt) return
      this.#isOver = true
      // As the end of a process does; SQLite rolls back what was not committed.
      for (const database of this.#databases) if (database.isOpen) database.close()
      for (const listener of this.#listeners) listener()
    }
    throw new Killed('this life is over')
  }

  /** A step that something else waits for: when the life is over, it waits for ever. */
  async passOrWait(): Promise<void> {
    try {
      this.pass()
    } catch {
      await new Promise(() => undefined)
    }
  }

  /** `methods` of `target` with a step before and a step after each call; what they come to is seen in this life only. */
  guard<T extends object, K extends keyof T>(target: T, methods: readonly K[]): T {
    const guarded = Object.create(target) as T
    for (const name of methods) {
      const method = target[name]
      if (typeof method !== 'function') throw new Error(`${String(name)} can not be called`)
      const call = async (...args: unknown[]) => {
        await this.passOrWait()
        const value: unknown = await method.apply(target, args)
        await this.passOrWait()
        return value
      }
      guarded[name] = call as T[K]
    }
    return guarded
  }

  /** Runs `open`; every statement on the databases that it opens is a step of this life from then on. */
  async own<T>(open: () => Promise<T>): Promise<T> {
    opening = { life: this, isCounting: false }
    const mine = opening
    try {
      return await open()
    } finally {
      mine.isCounting = true
      opening = null
    }
  }

  adopt(database: DatabaseSync): void {
    this.#databases.add(database)
  }
}

type Opening = { life: Life; isCounting: boolean }
let opening: Opening | null = null
const owners = new WeakMap<DatabaseSync | StatementSync, Opening>()

// The relay's store talks to the database through these alone, so this is where every write can be cut off from the next.
const { prepare, exec } = DatabaseSync.prototype
DatabaseSync.prototype.exec = function (this: DatabaseSync, sql) {
  if (opening !== null) {
    owners.set(this, opening)
    opening.life.adopt(this)
  }
  exec.call(this, sql)
}
DatabaseSync.prototype.prepare = function (this: DatabaseSync, ...args) {
  const statement = prepare.apply(this, args)
  const owner = owners.get(this)
  if (owner !== undefined) owners.set(statement, owner)
  return statement
}
for (const name of ['all', 'run', 'iterate'] as const) {
  const method = StatementSync.prototype[name] as (...args: unknown[]) => unknown
  Object.assign(StatementSync.prototype, {
    [name](this: StatementSync, ...args: unknown[]) {
      const owner = owners.get(this)
      if (owner?.isCounting) owner.life.pass()
      return method.apply(this, args)
    },
  })
}
