import { expect, it } from 'vitest'
import { personCommand } from '../../../relay/commands/person.ts'
import { reportCommand } from '../../../relay/commands/report.ts'
import { runCommand } from '../../../relay/commands/run-command.ts'
import { teamCommand } from '../../../relay/commands/team.ts'
import { findPerson } from '../../../relay/store/people/people.ts'
import { insertTeam, listTeams } from '../../../relay/store/people/teams.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { addToken } from '../support/samples.ts'

const COMMANDS = { person: personCommand, team: teamCommand, report: reportCommand }

describeOnEachDatabase('teams', ({ createPlace, open }) => {
  async function begin() {
    const place = await createPlace()
    const env = place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }
    const database = await open(place)
    const run = async (command: keyof typeof COMMANDS, ...args: string[]) => {
      const lines: string[] = []
      const errors: string[] = []
      const output = { log: (line: string) => lines.push(line), error: (line: string) => errors.push(line) }
      const code = await runCommand(COMMANDS[command], args, env, output)
      return { code, text: lines.join('\n'), errors: errors.join('\n') }
    }
    const { text: teamId } = await run('team', 'create', '--name', 'Shop')
    return { run, database, teamId }
  }

  it('bear a name only once', async () => {
    const { run, database, teamId } = await begin()
    const again = await run('team', 'create', '--name', ' Shop ')
    expect(again).toMatchObject({ code: 1, text: '' })
    expect(again.errors).toContain(`There is a team "Shop" already: ${teamId}.`)
    expect(await listTeams(database)).toHaveLength(1)
  })

  it('bear a name only once however many are made in the same instant', async () => {
    const { database } = await begin()
    const made = await Promise.all(
      Array.from({ length: 10 }, (_, at) =>
        insertTeam(database, { id: `team-${at}`, name: 'Web', monthly_credits: null, created_at: at }),
      ),
    )
    const [first, ...others] = (await listTeams(database)).filter(({ name }) => name === 'Web')
    expect(others).toEqual([])
    expect(made.map((sameId) => sameId ?? first?.id)).toEqual(made.map(() => first?.id))
  })

  it('and people are found by id or by a name that one alone has', async () => {
    const { run, database, teamId } = await begin()
    const ada = await addToken(database, { name: 'Ada' })
    expect(await run('team', 'add', 'Shop', 'Ada')).toMatchObject({
      code: 0,
      text: `${ada.id} is in ${teamId} now`,
    })
    expect((await findPerson(database, ada.id))?.team_id).toBe(teamId)
    expect((await run('team', 'limit', 'Shop', '--monthly-credits', '90')).code).toBe(0)
    expect((await run('person', 'role', 'Ada', 'lead')).code).toBe(0)
    expect(await listTeams(database)).toMatchObject([{ monthly_credits: 90, people: 1 }])
    expect((await run('team', 'add', 'Shp', 'Ada')).errors).toContain('There is no team "Shp"')
  })

  it('are told apart by id where two people have one name, and nobody is taken for the other', async () => {
    const { run, database } = await begin()
    const [one, two] = [await addToken(database, { name: 'Ada' }), await addToken(database, { name: 'Ada' })]
    const either = await run('person', 'remove', 'Ada')
    expect(either).toMatchObject({ code: 1, text: '' })
    expect(either.errors).toMatch(/More than one person is called "Ada"\. Use the ID: .*, /)
    for (const { id } of [one, two]) {
      expect(either.errors).toContain(id)
      expect(await findPerson(database, id)).toBeDefined()
    }
    expect((await run('person', 'remove', two.id)).code).toBe(0)
    expect(await findPerson(database, one.id)).toBeDefined()
  })

  it.each([
    ['team', ['add', 'Shop'], 'PERSON is missing.'],
    ['team', ['limit', 'Shop'], '--monthly-credits is missing.'],
    ['team', ['crate'], 'There is no "team crate".'],
    ['person', ['limit', 'Ada'], '--daily-credits or --monthly-credits is missing.'],
    ['person', ['limit', 'Ada', '--daily-credit', '5'], 'There is no option --daily-credit here.'],
    ['person', ['role', 'Ada', 'owner'], 'There is no role "owner".'],
    ['report', ['--by', 'week'], 'There is no grouping by "week".'],
    ['report', ['--format', 'json'], 'There is no format "json".'],
    ['report', ['June'], '"June" is one word too many.'],
  ] as const)('and "%s %j" is answered with the word that is wrong', async (command, args, fault) => {
    const { run } = await begin()
    const answer = await run(command, ...args)
    expect([answer.code, answer.text]).toEqual([2, ''])
    expect(answer.errors).toContain(`${fault}\nusage:`)
  })

  it.each([['--help'], ['help'], ['add', '-h']])(
    'and "team %s" is answered with how it is meant',
    async (...args) => {
      const { run } = await begin()
      expect(await run('team', ...args)).toEqual({ code: 0, text: teamCommand.usage, errors: '' })
    },
  )
})
