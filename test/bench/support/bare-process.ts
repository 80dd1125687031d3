import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

/** Starts a baseline server. @param answer what it answers a GET with. The caller ends it. */
export async function spawnBareServer(
  answer: string,
  kind: 'bare' | 'hono' = 'bare',
): Promise<{ url: string; end: () => Promise<void> }> {
  const script = new URL(`./${kind}-server.ts`, import.meta.url).pathname
  const child = spawn(process.execPath, [script, answer], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [url] = await once(createInterface({ input: child.stdout }), 'line')
  return {
    url: String(url),
    async end() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  }
}
