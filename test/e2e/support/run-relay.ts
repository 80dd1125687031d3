import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Backstage } from './stage.ts'

/** Runs a command of the stage's relay, on the same data. @returns what it prints */
export async function runRelay({ relayCommand }: Backstage, ...args: string[]): Promise<string> {
  const { relayFile, dataDir } = relayCommand
  const env = { ...process.env, DATA_DIR: dataDir }
  const { stdout } = await promisify(execFile)(process.execPath, [relayFile, ...args], { env })
  return stdout.trim()
}
