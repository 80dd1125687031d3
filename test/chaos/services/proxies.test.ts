/** The proxies of docs/self-hosting.md, with its own configurations, while one relay after the other restarts. */
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { startStandIn } from '../../../playground/rivya/stand-in.ts'
import { openDatabase } from '../../../relay/store/database.ts'
import { findFreePort } from '../../find-free-port.ts'
import { createDatabase } from '../../relay/support/create-database.ts'
import { addToken, drawPng, PROMPT } from '../../relay/support/samples.ts'
import { buildRelay, type RelayProcess, spawnRelay } from '../support/relay-process.ts'
import { findProgram, makeFolder, startService } from './debian.ts'

const DOCS = readFileSync(new URL('../../../docs/self-hosting.md', import.meta.url), 'utf8')

let builtIn: string
const opened: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  builtIn = await buildRelay()
})
afterAll(() => rmSync(builtIn, { recursive: true }))
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close()
})

/** Of the docs, with these ports for theirs. */
function readConfiguration(fence: string, ports: number[]): string {
  const start = DOCS.indexOf(fence) + fence.length
  const text = DOCS.slice(start, DOCS.indexOf('\n```', start))
  expect(text).toContain('relay.example.com')
  return text.replaceAll('8787', String(ports[0])).replaceAll('8788', String(ports[1]))
}

type StartProxy = (relayPorts: number[]) => Promise<string>

const startNginx: StartProxy = async (relayPorts) => {
  const folder = makeFolder()
  const port = await findFreePort()
  const site = readConfiguration('```nginx\n', relayPorts).replace(
    'listen 443 ssl',
    `listen 127.0.0.1:${port}`,
  )
  expect(site).toContain('max_fails=0')
  writeFileSync(
    join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/pid; error_log ${folder}/error.log; worker_processes 2;
events { worker_connections 512; }
http {
  access_log off; client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/a; uwsgi_temp_path ${folder}/b; scgi_temp_path ${folder}/c;
  ${site}
}`,
  )
  const args = ['-p', folder, '-e', `${folder}/error.log`, '-c', `${folder}/nginx.conf`]
  const nginx = await startService(findProgram('nginx', 'nginx'), args, { port, folder })
  opened.push(nginx.stop)
  return `http://127.0.0.1:${port}`
}

const startCaddy: StartProxy = async (relayPorts) => {
  const folder = makeFolder()
  const port = await findFreePort()
  const site = readConfiguration('Caddy:\n\n```\n', relayPorts).replace(
    'relay.example.com',
    `http://127.0.0.1:${port}`,
  )
  writeFileSync(join(folder, 'Caddyfile'), `{\n\tadmin off\n}\n${site}\n`)
  const args = ['run', '--config', join(folder, 'Caddyfile'), '--adapter', 'caddyfile']
  const caddy = await startService(findProgram('caddy', 'caddy'), args, { port, folder })
  opened.push(caddy.stop)
  return `http://127.0.0.1:${port}`
}

/** Stopped and started again as systemd would, on its own port. */
async function startRelays(env: Record<string, string>, ports: number[]) {
  const spawn = async (port: number) => {
    const relay = spawnRelay({ builtIn, port, env })
    await relay.listening
    return relay
  }
  const relays: RelayProcess[] = []
  for (const port of ports) relays.push(await spawn(port))
  opened.push(() => Promise.all(relays.map((relay) => relay.kill())))
  return async (index: number) => {
    expect(await relays[index]?.stop()).toBe(0)
    relays[index] = await spawn(ports[index] ?? 0)
  }
}

async function open(startProxy: StartProxy) {
  const standIn = await startStandIn({ switches: { taskSeconds: 1, longerSidePx: 48 } })
  opened.push(() => standIn.close())
  const databaseUrl = await createDatabase()
  const database = await openDatabase({ kind: 'postgres', url: databaseUrl })
  const { bearer } = await addToken(database)
  await database.close()
  const env = {
    RIVYA_API_KEY: standIn.key,
    RIVYA_BASE_URL: standIn.url,
    DATABASE_URL: databaseUrl,
    REQUESTS_PER_MINUTE: '1000000',
  }
  const ports = [await findFreePort(), await findFreePort()]
  const restart = await startRelays(env, ports)
  const url = await startProxy(ports)
  return { url, bearer, restart }
}

const RESTARTS = 6

const READS = ['list 200', 'poll 200']
const WRITES = ['press 202', 'upload 200', 'upload 201']

it.each([
  ['nginx', 'every request', startNginx, [...READS, ...WRITES]],
  // It sends no body to a second relay.
  ['Caddy', 'every read', startCaddy, [...READS, ...WRITES, 'press 502', 'upload 502']],
])(
  '%s has an answer of a relay for %s while they restart one after the other',
  async (_, _what, startProxy, good) => {
    const { url, bearer, restart } = await open(startProxy)
    const counts = new Map<string, number>()
    let isOver = false
    let key = 0

    async function ask(what: string, path: string, init: RequestInit = {}): Promise<void> {
      const headers = { authorization: bearer, ...init.headers }
      const outcome = await fetch(url + path, { ...init, headers }).then(
        async (answer) => {
          await answer.arrayBuffer()
          return String(answer.status)
        },
        () => 'no answer',
      )
      counts.set(`${what} ${outcome}`, (counts.get(`${what} ${outcome}`) ?? 0) + 1)
    }
    const keepAsking = async (run: () => Promise<void>) => {
      while (!isOver) {
        await run()
        await wait(5)
      }
    }
    const press = () => {
      key += 1
      return ask('press', '/v1/generations', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'idempotency-key': `proxy-key-${key}` },
        body: JSON.stringify(PROMPT),
      })
    }
    const upload = () => ask('upload', '/v1/uploads', { method: 'POST', body: drawPng(key % 200) })
    const busy = [
      ...Array.from({ length: 6 }, () => keepAsking(() => ask('list', '/v1/generations'))),
      ...Array.from({ length: 3 }, () => keepAsking(press)),
      keepAsking(upload),
      keepAsking(() => ask('poll', '/v1/events?after=0&wait=25')),
    ]
    for (let times = 0; times < RESTARTS; times += 1) {
      await wait(1000)
      await restart(times % 2)
    }
    isOver = true
    await Promise.all(busy)
    const outcomes = Object.fromEntries(counts)
    expect(Object.entries(outcomes).filter(([each]) => !good.includes(each))).toEqual([])
    expect(outcomes['press 202']).toBeGreaterThan(50)
  },
)
