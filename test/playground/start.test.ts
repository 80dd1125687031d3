import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Playground, type PlaygroundOptions, startPlayground } from '../../playground/playground.ts'
import { findFreePort } from '../find-free-port.ts'

let dataDir: string
let running: Playground | null = null

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'start-'))
})
afterEach(async () => {
  await running?.stop()
  running = null
  await rm(dataDir, { recursive: true, force: true })
})

async function start(options: Partial<PlaygroundOptions> = {}): Promise<Playground> {
  running = await startPlayground({
    distDir: 'dist',
    dataDir,
    pagePort: 0,
    relayPort: await findFreePort(),
    isReal: false,
    partEnded: () => undefined,
    ...options,
  })
  return running
}

/** Listens on a free port of the loopback. */
async function takePort() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (typeof address !== 'object' || address === null) throw new Error('The server has no port')
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
  return { port: address.port, close }
}

const balanceOf = async ({ relayUrl, token }: Playground): Promise<unknown> => {
  const response = await fetch(`${relayUrl}/v1/me`, { headers: { authorization: `Bearer ${token}` } })
  return response.json()
}

describe('starting the playground', () => {
  it('brings up everything, with a token that the relay takes and the page is given', async () => {
    const playground = await start()
    expect(await balanceOf(playground)).toMatchObject({ name: 'Playground' })
    const settings = await (await fetch(`${playground.url}/settings.json`)).json()
    expect(settings).toEqual({ rivya: 'stand-in', token: playground.token })
  })

  it('opens the admin’s page as often as its address is opened', async () => {
    const { url, relayUrl } = await start()
    for (const _ of [1, 2]) {
      const there = await fetch(`${url}/admin`, { redirect: 'manual' })
      const [page, link] = (there.headers.get('location') ?? '').split('#link=')
      expect([there.status, page]).toEqual([303, `${relayUrl}/admin`])
      const opened = await fetch(`${relayUrl}/admin/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: relayUrl },
        body: JSON.stringify({ link }),
      })
      expect(opened.status).toBe(204)
    }
  })

  it('uses the token of the last time again while the relay knows it', async () => {
    const first = await start()
    await first.stop()
    const second = await start()
    expect(second.token).toBe(first.token)
    await second.stop()
    await rm(join(dataDir, 'stand-in'), { recursive: true })
    expect((await start()).token).not.toBe(first.token)
  })

  it('keeps the token for nobody else to read', async () => {
    const { token } = await start()
    const file = join(dataDir, 'stand-in', 'playground-token')
    expect(await readFile(file, 'utf8')).toBe(token)
    expect((await stat(file)).mode & 0o777).toBe(0o600)
  })

  it('says in one sentence that a port is taken, and leaves nothing running', async () => {
    const taken = await takePort()
    try {
      await expect(start({ relayPort: taken.port })).rejects.toThrow(
        `Port ${taken.port}, which the relay needs, is taken`,
      )
      const relayPort = await findFreePort()
      await expect(start({ pagePort: taken.port, relayPort })).rejects.toThrow(
        `Port ${taken.port}, which the page needs, is taken`,
      )
      await expect(fetch(`http://localhost:${relayPort}/healthz`)).rejects.toThrow()
    } finally {
      await taken.close()
    }
  })

  it('says so when the relay can not start', async () => {
    await expect(start({ distDir: join(dataDir, 'nowhere') })).rejects.toThrow('The relay could not start')
  })

  it('stops the relay with itself', async () => {
    const playground = await start()
    await playground.stop()
    await expect(fetch(`${playground.relayUrl}/healthz`)).rejects.toThrow()
    await expect(fetch(playground.url)).rejects.toThrow()
  })
})

describe('npm start', () => {
  const children: ChildProcess[] = []
  afterEach(() => {
    for (const child of children.splice(0)) if (child.exitCode === null) child.kill('SIGKILL')
  })

  it('ends with one line about a port that is taken, without a stack', async () => {
    const page = await holdAll([4173, 8787])
    try {
      const child = spawn(process.execPath, ['playground/start.ts'], { stdio: ['ignore', 'pipe', 'pipe'] })
      children.push(child)
      let output = ''
      child.stderr?.on('data', (chunk: Buffer) => {
        output += chunk.toString()
      })
      const [code] = await once(child, 'exit')
      expect(code).toBe(1)
      expect(output.trim().split('\n')).toHaveLength(1)
      expect(output).toContain('is taken')
    } finally {
      for (const close of page) await close()
    }
  })
})

/** Takes the ports that are free; another program may hold the others, which is as good here. */
async function holdAll(ports: readonly number[]): Promise<(() => Promise<void>)[]> {
  const closes: (() => Promise<void>)[] = []
  for (const port of ports) {
    const server = createServer()
    const isHeld = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(false))
      server.listen(port, '127.0.0.1', () => resolve(true))
    })
    if (isHeld) closes.push(() => new Promise((resolve) => server.close(() => resolve())))
  }
  return closes
}

describe('a relay that ends by itself', () => {
  it('is told once, in one sentence', async () => {
    const partEnded = vi.fn()
    const playground = await start({ partEnded })
    process.kill(playground.relayPid, 'SIGKILL')
    await expect.poll(() => partEnded).toHaveBeenCalledOnce()
    expect(partEnded.mock.calls[0]?.[0]).toContain('The relay ended by itself')
    await playground.stop()
    expect(partEnded).toHaveBeenCalledOnce()
  })
})
