import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { personCommand } from '../../../relay/commands/person.ts'
import { reportCommand } from '../../../relay/commands/report.ts'
import { runCommand } from '../../../relay/commands/run-command.ts'
import { teamCommand } from '../../../relay/commands/team.ts'
import { toCsv } from '../../../relay/operate/report-csv.ts'
import { readReport } from '../../../relay/store/figures/report.ts'
import { listPeople } from '../../../relay/store/people/people.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { accept, addToken, NOON, PROMPT } from '../support/samples.ts'
import { startWholeRelay, type WholeRelay } from '../support/whole-relay.ts'

const capture = () => {
  const lines: string[] = []
  const errors: string[] = []
  const output = { log: (line: string) => lines.push(line), error: (line: string) => errors.push(line) }
  return { output, lines, errors }
}

describe('the report of a relay that has worked', () => {
  let relay: WholeRelay
  let charged: number

  beforeAll(async () => {
    relay = await startWholeRelay()
    const before = relay.standIn.inspection.credits()
    for (let number = 0; number < 3; number += 1) {
      await relay.awaitEnd(await relay.start(PROMPT, `fine-${number}-key`))
    }
    relay.standIn.change({ faults: [{ on: 'task', kind: 'failed', error: null, times: 1 }] })
    await relay.awaitEnd(await relay.start({ ...PROMPT, resolution: '2K' }, 'failing-key'))
    const gone = await relay.start(PROMPT, 'deleted-key')
    await relay.awaitEnd(gone)
    await relay.call(`/v1/generations/${gone}`, { method: 'DELETE' })
    charged = before - relay.standIn.inspection.credits()
  })
  afterAll(() => relay.close())

  it.each(['person', 'team', 'document', 'day'] as const)(
    'adds up by %s to the credit with what Rivya charged',
    async (by) => {
      const lines = await readReport(relay.database, new Date().toISOString().slice(0, 7), by)
      expect(charged).toBeGreaterThan(0)
      expect(lines.reduce((sum, { credits }) => sum + credits, 0)).toBe(charged)
      expect(lines.reduce((sum, { images }) => sum + images, 0)).toBe(4)
      expect(lines.reduce((sum, { failed }) => sum + failed, 0)).toBe(1)
    },
  )
})

describeOnEachDatabase('the report', ({ createPlace, open }) => {
  it('is printed for people and for spreadsheets, by name, of one month', async () => {
    const place = await createPlace()
    const env = place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }
    const database = await open(place)
    const [ada, ben] = [await addToken(database, { name: 'Ada' }), await addToken(database, { name: 'Ben' })]
    const team = capture()
    await runCommand(teamCommand, ['create', '--name', 'Shop', '--monthly-credits', '100'], env, team.output)
    const [teamId = ''] = team.lines
    expect(await runCommand(teamCommand, ['add', teamId, ada.id], env, team.output)).toBe(0)
    const origin = { document_id: 'doc-1', document_name: 'Menu, autumn' }
    await accept(database, ada.id, { request: { ...PROMPT, origin } })
    await accept(database, ada.id)
    await accept(database, ben.id)
    await accept(database, ben.id, { now: NOON - 32 * 24 * 60 * 60_000 })

    const print = async (...args: string[]) => {
      const { output, lines } = capture()
      expect(await runCommand(reportCommand, args, env, output, () => NOON)).toBe(0)
      return lines.join('\n')
    }
    expect(await print('--format', 'csv')).toBe('person,images,credits,failed\nAda,0,10,0\nBen,0,5,0')
    expect(await print('--format', 'csv', '--by', 'team')).toBe(
      'team,images,credits,failed\n(no team),0,5,0\nShop,0,10,0',
    )
    expect(await print('--by', 'document', '--format', 'csv')).toContain('"Menu, autumn",0,5,0')
    expect(await print('--month', '2026-04', '--by', 'day', '--format', 'csv')).toContain('2026-04-30,0,5,0')
    expect(await print()).toMatch(
      /^IMAGES +CREDITS +FAILED +PERSON\n0 +10 +0 +Ada\n0 +5 +0 +Ben\n0 +15 +0 +in all$/,
    )
    const teams = capture()
    await runCommand(teamCommand, ['list'], env, teams.output)
    expect(teams.lines[1]).toMatch(new RegExp(`^${teamId} +1 +100 +Shop$`))
    await runCommand(personCommand, ['remove', ada.id], env, capture().output, () => NOON)
    expect((await listPeople(database)).map(({ name }) => name)).toEqual(['Ben'])
  })

  it.each([
    [['--by', 'prompt'], 2],
    [['--format', 'pdf'], 2],
    [['now'], 2],
  ])('answers %j with how it is meant', async (args, code) => {
    const place = await createPlace()
    const env = place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }
    const { output, errors } = capture()
    expect(await runCommand(reportCommand, args, env, output)).toBe(code)
    expect(errors.join()).toContain('usage')
    await expect(runCommand(reportCommand, ['--month', '2026-13'], env, output)).rejects.toThrow('--month')
  })
})

describe('a name in a CSV', () => {
  it.each(['=HYPERLINK("http://x")', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '\uff1d1'])(
    '%j is no formula',
    (name) => {
      const [, line = ''] = toCsv('person', [{ name, images: 1, credits: 5, failed: 0 }]).split('\n', 2)
      expect(line).toMatch(/^"?'/)
    },
  )

  it('with quotes, commas and line breaks stays one cell', () => {
    expect(toCsv('person', [{ name: 'A "b",\nc', images: 1, credits: 5, failed: 0 }])).toBe(
      'person,images,credits,failed\n"A ""b"",\nc",1,5,0',
    )
  })
})
