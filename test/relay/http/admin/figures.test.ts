import * as v from 'valibot'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { auditPage, health, overview, peoplePage, report, workList } from '../../../../contract/admin-api.ts'
import { reportCommand } from '../../../../relay/commands/report.ts'
import { runCommand } from '../../../../relay/commands/run-command.ts'
import { teamCommand } from '../../../../relay/commands/team.ts'
import { createApp } from '../../../../relay/http/app.ts'
import { type AdminClient, makeLink, openAdmin, PUBLIC_URL } from '../../support/admin-client.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { accept, addToken, NOON, PROMPT } from '../../support/samples.ts'
import { startWholeRelay, type WholeRelay } from '../../support/whole-relay.ts'

describe('the figures of a relay that has worked', () => {
  let relay: WholeRelay
  let charged: number
  let cookie: string
  const env = () => ({ DATA_DIR: relay.directory })
  const read = async (path: string) => relay.call(`/admin/api/${path}`, { bearer: null, headers: { cookie } })

  beforeAll(async () => {
    relay = await startWholeRelay()
    const lines: string[] = []
    const output = { log: (line: string) => lines.push(line), error: () => undefined }
    await runCommand(teamCommand, ['create', '--name', 'Shop'], env(), output)
    await runCommand(teamCommand, ['add', 'Shop', 'Ben'], env(), output)
    const before = relay.standIn.inspection.credits()
    const origin = { document_id: 'menu', document_name: '=HYPERLINK("https://x")' }
    for (let number = 0; number < 3; number += 1) {
      await relay.awaitEnd(await relay.start({ ...PROMPT, origin }, `fine-${number}-key`))
    }
    relay.standIn.change({ faults: [{ on: 'task', kind: 'failed', error: null, times: 1 }] })
    await relay.awaitEnd(await relay.start({ ...PROMPT, resolution: '2K' }, 'failing-key'))
    const gone = await relay.start(PROMPT, 'deleted-key')
    await relay.awaitEnd(gone)
    await relay.call(`/v1/generations/${gone}`, { method: 'DELETE' })
    charged = before - relay.standIn.inspection.credits()
    const answer = await fetch(`${relay.url}/admin/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: relay.url },
      body: JSON.stringify({ link: await makeLink(relay.database, Date.now()) }),
    })
    cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  })
  afterAll(() => relay.close())

  it.each(['team', 'person'] as const)('add up by %s to the credit with what Rivya charged', async (by) => {
    const { groups, results, waits } = v.parse(overview, await (await read(`overview?by=${by}`)).json())
    expect(charged).toBeGreaterThan(0)
    expect(groups.flatMap(({ credits }) => credits).reduce((sum, each) => sum + each, 0)).toBe(charged)
    expect(results.at(-1)).toEqual({ images: 4, failed: 1, unknown: 0 })
    expect(waits.at(-1)?.median).toBeGreaterThan(0)
  })

  it.each(['person', 'team', 'document', 'day'] as const)(
    'are by %s those of the command, in JSON and as CSV',
    async (by) => {
      const { lines } = v.parse(report, await (await read(`report?by=${by}`)).json())
      expect(lines.reduce((sum, { credits }) => sum + credits, 0)).toBe(charged)
      const printed: string[] = []
      const output = { log: (line: string) => printed.push(line), error: () => undefined }
      await runCommand(reportCommand, ['--by', by, '--format', 'csv'], env(), output)
      const csv = await read(`report.csv?by=${by}`)
      expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="report-\d{4}-\d\d-by-/)
      expect(await csv.text()).toBe(`${printed.join('\n')}\n`)
    },
  )

  it('hold no formula in a CSV', async () => {
    expect(await (await read('report.csv?by=document')).text()).toContain(`"'=HYPERLINK(""https://x"")"`)
  })

  it('say how all is, in the names of the alerts', async () => {
    const seen = v.parse(health, await (await read('health')).json())
    expect(seen.database).toMatchObject({ kind: 'sqlite', is_fine: true })
    expect(seen.balance).toBe(relay.standIn.inspection.credits())
    expect(seen.watched.map(({ name, is_raised }) => [name, is_raised])).toEqual([
      ['RelayErrors', false],
      ['RivyaRefusesKey', false],
      ['RivyaAway', false],
      ['BalanceLow', false],
      ['OutcomeUnknown', false],
      ['ImagesLost', false],
      ['QueueStuck', false],
      ['WorkerErrors', false],
      ['EventLoopSlow', expect.any(Boolean)],
    ])
  })

  it('show no prompt and no image, whatever is asked for', async () => {
    const person = v.parse(peoplePage, await (await read('people')).json()).people[0]
    const paths = [
      'overview',
      'people',
      `people/${person?.id}`,
      'teams',
      'looks',
      'report',
      'work',
      'health',
      'audit',
    ]
    for (const path of paths) {
      const answer = await read(path)
      expect(answer.status).toBe(200)
      expect(answer.headers.get('content-type')).toBe('application/json')
      expect(await answer.text()).not.toContain(PROMPT.prompt)
    }
  })
})

describe('names', () => {
  it('with HTML are given as they are, in JSON that no browser takes for a page', async () => {
    const idle = await makeIdleDependencies()
    const app = createApp({ ...idle.dependencies, publicUrl: PUBLIC_URL })
    const admin: AdminClient = await openAdmin(app, idle.database, NOON)
    const name = '<img src=x onerror=alert(1)>'
    await addToken(idle.database, { name })
    const answer = await admin.ask('GET', 'people?q=ONERROR')
    expect(answer.headers.get('content-type')).toBe('application/json')
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff')
    expect(v.parse(peoplePage, await answer.json()).people.map((person) => person.name)).toEqual([name])
    await idle.close()
  })

  it('of those who were removed are gone from the audit list', async () => {
    const idle = await makeIdleDependencies()
    const app = createApp({ ...idle.dependencies, publicUrl: PUBLIC_URL })
    const admin = await openAdmin(app, idle.database, NOON)
    const { id } = await addToken(idle.database, { name: 'Ada Lovelace' })
    await admin.ask('PATCH', `people/${id}`, { role: 'lead' })
    expect(await (await admin.ask('GET', 'audit')).text()).toContain('Ada Lovelace')
    await admin.ask('DELETE', `people/${id}`)
    const { entries } = v.parse(auditPage, await (await admin.ask('GET', 'audit')).json())
    expect(entries.map(({ action, subject }) => [action, subject]).slice(0, 2)).toEqual([
      ['person remove', 'removed'],
      ['person role', 'removed'],
    ])
    await idle.close()
  })

  it('of who waits stand beside what waits, and nothing of what was asked for', async () => {
    const idle = await makeIdleDependencies()
    const app = createApp({ ...idle.dependencies, publicUrl: PUBLIC_URL })
    const admin = await openAdmin(app, idle.database, NOON)
    const { id } = await addToken(idle.database, { name: 'Ada' })
    const row = await accept(idle.database, id)
    const { generations } = v.parse(workList, await (await admin.ask('GET', 'work')).json())
    expect(generations).toMatchObject([{ id: row.id, state: 'accepted', person: 'Ada', credits: 5 }])
    await idle.close()
  })
})
