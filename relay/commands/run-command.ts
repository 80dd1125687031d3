/** What the operator's commands share: each works on the database, beside a running relay and without the key for Rivya. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import * as v from 'valibot'
import { givenName, MAX_GIVEN_NAME_LENGTH } from '../../contract/admin-api.ts'
import { keepS3Blobs } from '../blobs/s3-blobs.ts'
import {
  type Environment,
  readStoreSettings,
  SettingError,
  type StorePlace,
  type StoreSettings,
} from '../settings/settings.ts'
import { type Database, explainFailure, openDatabase } from '../store/database.ts'

/** Where the answer goes: `log` to standard output, `error` to standard error. */
export type Output = Pick<Console, 'log' | 'error'>

export type Context = { database: Database; output: Output; now: number; settings: StoreSettings }

/** @returns the exit code */
export type Run = (context: Context) => Promise<number>

export type Command = {
  /** What is printed for `--help`, and behind what could not be understood. */
  usage: string
  /**
   * @param args behind the command's own name
   * @returns a sentence about the word that can't be understood
   * @throws {SettingError} when one of them can't be used
   */
  read: (args: string[]) => Run | string
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
  if (asksForHelp(args)) {
    output.log(usage)
    return 0
  }
  const run = read(args)
  if (typeof run === 'string') return explainUsage(output, run, usage)
  const settings = readStoreSettings(env)
  sayWhich(settings.store, Boolean(env.DATA_DIR), output)
  const outside = settings.blobs === null ? null : keepS3Blobs(settings.blobs)
  const database = await openDatabase(settings.store, outside, () =>
    output.error('The tables are brought up to date first; of a long history it takes minutes.'),
  )
  try {
    return await run({ database, output, now: now(), settings })
  } catch (cause) {
    throw explainFailure(settings.store, 'the database did not do what was asked', cause)
  } finally {
    await database.close()
    await outside?.close()
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

export function asksForHelp([first, ...others]: readonly string[]): boolean {
  return first === 'help' || [first, ...others].some((word) => word === '--help' || word === '-h')
}

/** @returns the exit code of a command that could not be understood */
export function explainUsage(output: Output, fault: string, usage: string): number {
  output.error(`${fault}\n${usage}`)
  return 2
}

/** For a word that should say what a command does. */
export function missAction(command: string, word: string | undefined): string {
  return word === undefined
    ? `"${command}" needs a word that says what to do.`
    : `There is no "${command} ${word}".`
}

type Options<N extends string> = { values: Partial<Record<N, string>>; words: string[] }

/**
 * Options that each take a value, and the words beside them.
 *
 * @param wanted what the words are called in the usage; there must be as many
 * @returns a sentence about the first that is wrong
 */
export function readOptions<const N extends string>(
  args: string[],
  names: readonly N[],
  wanted: readonly string[] = [],
): Options<N> | string {
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' as const }]))
  const { tokens, values, positionals } = parseArgs({ args, options, strict: false, tokens: true })
  for (const token of tokens) {
    if (token.kind !== 'option') continue
    if (!Object.hasOwn(options, token.name)) return `There is no option ${token.rawName} here.`
    // The next option is no value, as where one was forgotten.
    if (token.value === undefined || (token.inlineValue === false && token.value.startsWith('-')))
      return `${token.rawName} needs a value behind it.`
  }
  const surplus = positionals[wanted.length]
  if (surplus !== undefined) return `${JSON.stringify(surplus)} is one word too many.`
  const missing = wanted[positionals.length]
  if (missing !== undefined) return `${missing} is missing.`
  return { values: values as Partial<Record<N, string>>, words: positionals }
}

/** For a command that takes words alone. */
export function withWords(
  args: string[],
  wanted: readonly string[],
  begin: (words: string[]) => Run | string,
): Run | string {
  const options = readOptions(args, [], wanted)
  return typeof options === 'string' ? options : begin(options.words)
}

/** @throws {SettingError} */
export function readName(text = ''): string {
  const name = v.safeParse(givenName, text)
  if (!name.success) {
    throw new SettingError(`--name must be 1 to ${MAX_GIVEN_NAME_LENGTH} printable characters.`)
  }
  return name.output
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
