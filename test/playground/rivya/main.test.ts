import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'

describe('npm run stand-in', () => {
  const run = (env: NodeJS.ProcessEnv) =>
    spawn(process.execPath, ['playground/rivya/main.ts'], { env: { ...process.env, ...env } })

  it('prints its address and key, says what it is, and ends when asked to', async () => {
    const child = run({ STAND_IN_PORT: '0', STAND_IN_KEY: 'rvya_sk_mine' })
    let printed = ''
    for await (const chunk of child.stdout) {
      printed += chunk
      if (printed.includes('No model runs here')) break
    }
    const [, url = ''] = /at (http:\S+), API key rvya_sk_mine/.exec(printed) ?? []
    const response = await fetch(`${url}/api/v1/credits`, {
      headers: { authorization: 'Bearer rvya_sk_mine' },
    })
    expect(response.status).toBe(200)
    await response.text()
    child.kill('SIGTERM')
    expect((await once(child, 'exit'))[0]).toBe(0)
  })

  it('names the setting that is wrong', async () => {
    const child = run({ STAND_IN_SECONDS: 'soon' })
    const [message, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')])
    expect(code).toBe(1)
    expect(message).toBe('STAND_IN_SECONDS must be a number from 0 to 86400, not "soon".\n')
  })
})
