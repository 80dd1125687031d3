/** What the page does is what the command does: the same in the database, and in the same words in the audit list. */
import * as v from 'valibot'
import { expect, it } from 'vitest'
import { newKey } from '../../../../contract/admin-api.ts'
import { personCommand } from '../../../../relay/commands/person.ts'
import { type Command, runCommand } from '../../../../relay/commands/run-command.ts'
import { teamCommand } from '../../../../relay/commands/team.ts'
import { tokenCommand } from '../../../../relay/commands/token.ts'
import { WORK_COMMANDS } from '../../../../relay/commands/work.ts'
import { createApp } from '../../../../relay/http/app.ts'
import { listAudit } from '../../../../relay/store/audit.ts'
import type { Database } from '../../../../relay/store/database.ts'
import { openAdmin, PUBLIC_URL } from '../../support/admin-client.ts'
import { describeOnEachDatabase } from '../../support/each-database.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { accept, NOON } from '../../support/samples.ts'

const DAILY_CREDITS = 40

type Ways = {
  /** Each gives what was made, if anything was. */
  createPerson: (name: string, dailyCredits?: number) => Promise<string>
  addKey: (person: string) => Promise<string>
  rotate: (key: string) => Promise<string>
  revoke: (key: string) => Promise<unknown>
  limit: (person: string, daily: number | null, monthly: number) => Promise<unknown>
  role: (person: string, role: string) => Promise<unknown>
  createTeam: (name: string, monthly: number) => Promise<string>
  limitTeam: (team: string, monthly: number | null) => Promise<unknown>
  join: (team: string, person: string) => Promise<unknown>
  pause: () => Promise<unknown>
  resume: () => Promise<unknown>
  cancel: (generation: string) => Promise<unknown>
  remove: (person: string) => Promise<unknown>
}

const keyIdOf = (token: string) => token.slice(3, 15)

/** @returns ids of what there is, apart from the audit list, and that list */
async function goThrough(database: Database, ways: Ways): Promise<string> {
  const owner = async (key: string) =>
    (
      await database.query
        .selectFrom('access_tokens')
        .select('person_id')
        .where('id', '=', key)
        .executeTakeFirstOrThrow()
    ).person_id
  const key = keyIdOf(await ways.createPerson('Ada'))
  const ada = await owner(key)
  await ways.createPerson('Ben', 0)
  await ways.addKey(ada)
  const next = keyIdOf(await ways.rotate(key))
  await ways.limit(ada, null, 500)
  await ways.role(ada, 'lead')
  const team = await ways.createTeam('Shop', 1000)
  await ways.limitTeam(team, null)
  await ways.join(team, ada)
  await ways.pause()
  await ways.cancel((await accept(database, ada)).id)
  await ways.resume()
  await ways.revoke(next)
  await ways.remove(ada)
  const people = await database.query
    .selectFrom('people')
    .select(['name', 'role', 'daily_credits', 'monthly_credits'])
    .orderBy('name')
    .execute()
  const audit = (await listAudit(database, null, 100))
    .filter(({ action }) => !action.startsWith('admin'))
    .map(({ action, subject, detail }) => [action, subject, detail])
  // Generations and the like are told apart by ids that are made up anew each time.
  const ids = new Map([
    [ada, 'Ada'],
    [team, 'Shop'],
  ])
  return JSON.stringify({ people, audit }, null, 1).replace(
    /(gen_)?[0-9a-f]{32}|[0-9a-f]{12}/g,
    (id) => ids.get(id) ?? 'another',
  )
}

describeOnEachDatabase('the page and the commands', ({ createPlace, open }) => {
  async function byCommands(): Promise<string> {
    const place = await createPlace()
    const env = {
      DAILY_CREDITS: String(DAILY_CREDITS),
      ...(place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }),
    }
    const database = await open(place)
    const run = async (command: Command, ...args: string[]) => {
      const lines: string[] = []
      const output = { log: (line: string) => lines.push(line), error: () => undefined }
      expect(await runCommand(command, args, env, output, () => NOON)).toBe(0)
      return lines[0] ?? ''
    }
    const limited = (limit: number | null) => (limit === null ? 'none' : String(limit))
    return goThrough(database, {
      createPerson: (name, daily) =>
        run(
          tokenCommand,
          'create',
          '--name',
          name,
          ...(daily === undefined ? [] : ['--daily-credits', String(daily)]),
        ),
      addKey: (person) => run(tokenCommand, 'create', '--person', person),
      rotate: (key) => run(tokenCommand, 'rotate', key),
      revoke: (key) => run(tokenCommand, 'revoke', key),
      limit: (person, daily, monthly) =>
        run(
          personCommand,
          'limit',
          person,
          '--daily-credits',
          limited(daily),
          '--monthly-credits',
          String(monthly),
        ),
      role: (person, role) => run(personCommand, 'role', person, role),
      createTeam: (name, monthly) =>
        run(teamCommand, 'create', '--name', name, '--monthly-credits', String(monthly)),
      limitTeam: (team, monthly) => run(teamCommand, 'limit', team, '--monthly-credits', limited(monthly)),
      join: (team, person) => run(teamCommand, 'add', team, person),
      pause: () => run(WORK_COMMANDS.pause),
      resume: () => run(WORK_COMMANDS.resume),
      cancel: (generation) => run(WORK_COMMANDS.generation, 'cancel', generation),
      remove: (person) => run(personCommand, 'remove', person),
    })
  }

  async function byPage(): Promise<string> {
    const database = await open()
    const idle = await makeIdleDependencies()
    const dependencies = {
      ...idle.dependencies,
      database,
      dailyCredits: DAILY_CREDITS,
      publicUrl: PUBLIC_URL,
    }
    const app = createApp(dependencies)
    const admin = await openAdmin(app, database, NOON)
    const ask = async (method: string, path: string, body?: object) => {
      const answer = await admin.ask(method, path, body)
      expect(answer.status).toBeLessThan(300)
      return answer.status === 204 ? null : answer.json()
    }
    const tokenOf = async (asked: Promise<unknown>) => v.parse(newKey, await asked).token
    const result = await goThrough(database, {
      createPerson: (name, daily) =>
        tokenOf(ask('POST', 'people', { name, ...(daily === undefined ? {} : { daily_credits: daily }) })),
      addKey: (person) => tokenOf(ask('POST', `people/${person}/keys`, {})),
      rotate: (key) => tokenOf(ask('POST', `keys/${key}/rotate`, {})),
      revoke: (key) => ask('POST', `keys/${key}/revoke`),
      limit: (person, daily_credits, monthly_credits) =>
        ask('PATCH', `people/${person}`, { daily_credits, monthly_credits }),
      role: (person, role) => ask('PATCH', `people/${person}`, { role }),
      createTeam: async (name, monthly_credits) =>
        v.parse(v.object({ id: v.string() }), await ask('POST', 'teams', { name, monthly_credits })).id,
      limitTeam: (team, monthly_credits) => ask('PATCH', `teams/${team}`, { monthly_credits }),
      join: (team_id, person) => ask('PATCH', `people/${person}`, { team_id }),
      pause: () => ask('POST', 'pause'),
      resume: () => ask('POST', 'resume'),
      cancel: (generation) => ask('POST', `work/${generation}/cancel`),
      remove: (person) => ask('DELETE', `people/${person}`),
    })
    await idle.close()
    return result
  }

  it('come to the same, in the books and in the audit list', async () => {
    const [commands, page] = [await byCommands(), await byPage()]
    expect(page).toBe(commands)
    expect(commands).toContain(`"daily_credits\\":${DAILY_CREDITS}`)
  })
})
