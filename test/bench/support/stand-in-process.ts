/** The stand-in for Rivya as its own process, so that its work is not the measuring process's. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

export type StandInProcess = { url: string; key: string; end: () => Promise<void> }

/** Small pictures, so that drawing them takes no time from what is measured. The caller ends it. */
export async function spawnStandIn(port: number): Promise<StandInProcess> {
  const env = { ...process.env, STAND_IN_PORT: String(port), STAND_IN_SECONDS: '1' }
  const child = spawn(process.execPath, ['playground/rivya/main.ts'], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = await once(createInterface({ input: child.stdout }), 'line')
  const [, url, key] = /at (\S+), API key (\S+)/.exec(String(line)) ?? []
  if (url === undefined || key === undefined) throw new Error(`The stand-in said: ${line}`)
  await fetch(`${url}/_stand-in/switches`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ longerSidePx: 64, credits: 1_000_000 }),
  })
  return {
    url,
    key,
    async end() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
