/** What the operator's commands share: each works on the database, beside a running relay and without the key for Rivya. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import {
  type Environment,
  readStoreSettings,
  SettingError,
  type StorePlace,
  type StoreSettings,
} from '../settings.ts'
import { type Database, explainFailure, openDatabase } from '../store/database.ts'

/** Where the answer goes: `log` to standard output, `error` to standard error. */
export type Output = Pick<Console, 'log' | 'error'>

export type Context = { database: Database; output: Output; now: number; settings: StoreSettings }

/** @returns the exit code */
export type Run = (context: Context) => Promise<number>

export type Command = {
  /** What is printed when it can't be understood. */
  usage: string
  /**
   * @param args behind the command's own name
   * @returns null when they can't be understood
   * @throws {SettingError} when one of them can't be used
   */
  read: (args: string[]) => Run | null
}

/**
 * @returns the exit code
 * @throws {SettingError} when an option or a setting can't be used, or the database fails
 */
export async function runCommand(
  { usage, read }: Command,
  args: string[],
  env: Environment,
  output: Output,
  now: () => number = Date.now,
): Promise<number> {
  const run = read(args)
  if (run === null) {
    output.error(usage)
    return 2
  }
  const settings = readStoreSettings(env)
  sayWhich(settings.store, Boolean(env.DATA_DIR), output)
  const database = await openDatabase(settings.store)
  try {
    return await run({ database, output, now: now(), settings })
  } catch (cause) {
    throw explainFailure(settings.store, 'the database did not do what was asked', cause)
  } finally {
    await database.close()
  }
}

/**
 * Beside the answer, which may be taken by a script. A database is made where `DATA_DIR` says so, and in no other place:
 * a forgotten setting would make a second one, whose tokens open no door.
 *
 * @throws {SettingError} when there is none and none is meant to be made
 */
function sayWhich(store: StorePlace, isNamed: boolean, output: Output): void {
  if (store.kind === 'postgres') {
    const { hostname, pathname } = new URL(store.url)
    output.error(`database: ${pathname.slice(1)} on ${hostname}`)
    return
  }
  const path = resolve(store.directory, 'relay.sqlite')
  const isThere = existsSync(path)
  if (!isThere && !(isNamed && existsSync(store.directory))) {
    throw new SettingError(
      `DATA_DIR: there is no database at ${path}. Set DATA_DIR as for the relay, and start the relay first.`,
    )
  }
  output.error(`database: ${path}${isThere ? '' : ', which is made now'}`)
}

export type Options<N extends string> = { values: Partial<Record<N, string>>; rest: string[] }

/** Options that each take a value, and the words beside them; null for any that is not known. */
export function readOptions<const N extends string>(args: string[], names: readonly N[]): Options<N> | null {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
    const { values, positionals } = parseArgs({ args, options, allowPositionals: true })
    return { values: values as Partial<Record<N, string>>, rest: positionals }
  } catch {
    return null
  }
}

const MAX_NAME_LENGTH = 100

/** @throws {SettingError} */
export function readName(text = ''): string {
  if (text.trim() === '' || text.length > MAX_NAME_LENGTH || /\p{Cc}/u.test(text)) {
    throw new SettingError(`--name must be 1 to ${MAX_NAME_LENGTH} printable characters.`)
  }
  return text.trim()
}

/**
 * @param option its name, for whoever typed it
 * @throws {SettingError}
 */
export function readCredits(text: string, option: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new SettingError(`${option} must be a whole number from 0.`)
  return Number(text)
}

/**
 * @param option its name, for whoever typed it
 * @returns null for `none`
 * @throws {SettingError}
 */
export function readLimit(text: string, option: string): number | null {
  return text === 'none' ? null : readCredits(text, option)
}

/** Each column as wide as its longest cell; the last one as it comes. */
export function printTable(output: Output, lines: readonly (readonly string[])[]): void {
  const widths = (lines[0] ?? []).map((_, column) =>
    Math.max(...lines.map((line) => line[column]?.length ?? 0)),
  )
  for (const line of lines) {
    const cells = line.map((cell, column) =>
      column === line.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 2),
    )
    output.log(cells.join(''))
  }
}

export function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
