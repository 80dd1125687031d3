/**
 * What only tests and developers use: the page that says what this is, the switches, and what has happened so far. It
 * asks for no key, since the server listens on loopback alone.
 */
import { Hono } from 'hono'
import * as v from 'valibot'
import { type SwitchChanges, switchChanges } from '../switches.ts'
import { type Env, jsonAnswer } from './answers.ts'

type ControlParts = {
  state: () => unknown
  change: (changes: SwitchChanges) => void
  keys: string[]
}

export function createControl({ state, change, keys }: ControlParts): Hono<Env> {
  const app = new Hono<Env>()
  app.get('/', (c) => c.html(describe(keys)))
  app.get('/_stand-in/state', (c) => c.json(state()))
  app.post('/_stand-in/switches', async (c) => {
    // A page in a browser can't send this type to another origin without being allowed to.
    const isJson = c.req.header('content-type')?.startsWith('application/json') ?? false
    // Null is refused below, like anything else that is no switches.
    const body: unknown = isJson ? await c.req.json().catch(() => null) : null
    const parsed = v.safeParse(switchChanges, body)
    if (!parsed.success) {
      const [issue] = parsed.issues
      return jsonAnswer({ error: `${v.getDotPath(issue) ?? 'body'}: ${issue.message}` }, 400)
    }
    change(parsed.output)
    return c.json(state())
  })
  return app
}

function describe(keys: string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>Stand-in for Rivya</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 40em; margin: 3em auto; padding: 0 1em }</style>
<h1>A stand-in for Rivya</h1>
<p>This server imitates the public API of Rivya for development and tests. <strong>No model runs here</strong>: its
pictures are drawn by a program from the words of the prompt, and nothing is charged to anyone.</p>
<p>API key: <code>${keys.join('</code>, <code>')}</code></p>
<p>What it has seen: <a href="/_stand-in/state">/_stand-in/state</a>. Switches and faults: <code>POST
/_stand-in/switches</code> with JSON, described in <code>playground/rivya/switches.ts</code>.</p>
</html>`
}
