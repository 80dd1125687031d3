import { expect, it } from 'vitest'
import { runCommand } from '../../../relay/commands/run-command.ts'
import { WORK_COMMANDS } from '../../../relay/commands/work.ts'
import { dayOf, readCreditsUsed } from '../../../relay/store/credits/credits.ts'
import type { Database } from '../../../relay/store/database.ts'
import { insertToken, revokeToken } from '../../../relay/store/people/tokens.ts'
import { readPausedAt } from '../../../relay/store/work/pause.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { accept, addToken, NOON, readRow } from '../support/samples.ts'

describeOnEachDatabase('the commands for what is worked on', ({ createPlace, open }) => {
  async function begin() {
    const place = await createPlace()
    const env = place.kind === 'sqlite' ? { DATA_DIR: place.directory } : { DATABASE_URL: place.url }
    const database = await open(place)
    const { id: personId } = await addToken(database)
    const run = async (command: string) => {
      const lines: string[] = []
      const errors: string[] = []
      const output = { log: (line: string) => lines.push(line), error: (line: string) => errors.push(line) }
      const [name = '', ...args] = command.split(' ')
      const code = await runCommand(
        WORK_COMMANDS[name as keyof typeof WORK_COMMANDS],
        args,
        env,
        output,
        () => NOON,
      )
      return { code, text: lines.join('\n'), errors: errors.join('\n') }
    }
    return { database, personId, run }
  }

  const change = (database: Database, id: string, values: object) =>
    database.query.updateTable('generations').set(values).where('id', '=', id).execute()

  const GIVEN_UP = {
    status: 'failed',
    failure_code: 'upstream_unavailable',
    upstream_task_id: 'task_1',
    next_step_at: null,
  } as const

  it('list what waits, what runs and what was given up, and no prompt', async () => {
    const { database, personId, run } = await begin()
    const [waiting, running, givenUp, failed, deleted] = [
      await accept(database, personId),
      await accept(database, personId),
      await accept(database, personId),
      await accept(database, personId),
      await accept(database, personId),
    ]
    const running1 = { status: 'processing', has_slot: 1, setbacks: 2, upstream_task_id: 'task_0' }
    await change(database, running.id, running1)
    await change(database, givenUp.id, GIVEN_UP)
    await change(database, failed.id, { ...GIVEN_UP, failure_code: 'generation_failed' })
    await change(database, deleted.id, { deleted_at: NOON })
    const { text, code } = await run('generation list')
    const lines = text.split('\n')
    expect(code).toBe(0)
    expect(lines).toHaveLength(4)
    const find = (id: string) => lines.find((line) => line.startsWith(id))?.replaceAll(/ {2,}/g, ' | ')
    expect(find(waiting.id)).toBe(`${waiting.id} | accepted | no | 2026-06-01T12:00:00 | 5 | Ada`)
    expect(find(running.id)).toBe(`${running.id} | processing, delayed | yes | 2026-06-01T12:00:00 | 5 | Ada`)
    expect(find(givenUp.id)).toBe(`${givenUp.id} | given up | no | 2026-06-01T12:00:00 | 5 | Ada`)
    expect(text).not.toContain('mug')
  })

  it('cancel what has not been sent and give its credits back, and nothing that may have been sent', async () => {
    const { database, personId, run } = await begin()
    const unsent = await accept(database, personId)
    const doubtful = await accept(database, personId)
    const running = await accept(database, personId)
    await change(database, doubtful.id, { status: 'submitting', doubt_since: NOON })
    await change(database, running.id, { status: 'processing', upstream_task_id: 'task_0' })
    const used = () => readCreditsUsed(database.query, personId, dayOf(NOON))
    expect(await used()).toBe(15)
    expect(await run(`generation cancel ${unsent.id}`)).toMatchObject({ code: 0 })
    expect(await used()).toBe(10)
    const row = await readRow(database, unsent.id)
    expect(row).toMatchObject({
      status: 'failed',
      failure_code: 'cancelled',
      credits_final: 0,
      next_step_at: null,
    })
    expect(row.change).toBeGreaterThan(running.change)
    for (const { id } of [unsent, doubtful, running]) {
      expect((await run(`generation cancel ${id}`)).errors).toMatch(/has been sent or has ended/)
    }
    expect(await used()).toBe(10)
    expect(await run('generation cancel gen_x')).toMatchObject({ code: 1 })
  })

  it('fetch again what was given up, whoever made it', async () => {
    const { database, personId, run } = await begin()
    const row = await accept(database, personId)
    expect((await run(`generation fetch ${row.id}`)).text).toMatch(/is under way/)
    await change(database, row.id, GIVEN_UP)
    expect((await run(`generation fetch ${row.id}`)).text).toMatch(/costs nothing/)
    expect(await readRow(database, row.id)).toMatchObject({ status: 'downloading', next_step_at: NOON })
    await change(database, row.id, { ...GIVEN_UP, upstream_task_id: null })
    expect(await run(`generation fetch ${row.id}`)).toMatchObject({ code: 1 })
    expect(await run('generation fetch gen_x')).toMatchObject({ code: 1 })
  })

  it('pause and resume, and say when nothing was to be done', async () => {
    const { database, run } = await begin()
    expect((await run('resume')).text).toBe('was not paused')
    expect((await run('pause')).text).toMatch(/^paused/)
    expect(await readPausedAt(database.query)).toBe(NOON)
    expect((await run('pause')).text).toBe('was paused before')
    expect((await run('generation list')).errors).toMatch(/paused since 2026-06-01T12:00:00$/)
    expect((await run('resume')).text).toBe('resumed')
    expect(await readPausedAt(database.query)).toBeNull()
  })

  it.each(['generation', 'generation x', 'generation list x', 'generation cancel', 'pause x', 'resume x'])(
    '"%s" is answered with how they are used',
    async (command) => {
      const { run } = await begin()
      expect(await run(command)).toMatchObject({ code: 2, errors: expect.stringContaining('usage:') })
    },
  )

  it('revoking the last key of a person cancels what has not been sent, and no earlier one does', async () => {
    const { database, personId } = await begin()
    const [unsent, running] = [await accept(database, personId), await accept(database, personId)]
    await change(database, running.id, { status: 'processing', upstream_task_id: 'task_0' })
    const keys = () => database.query.selectFrom('access_tokens').selectAll().execute()
    const [first] = await keys()
    if (first === undefined) throw new Error('there is no key')
    const another = { ...first, id: 'b'.repeat(12) }
    await insertToken(database, another)
    await insertToken(database, { ...first, id: 'c'.repeat(12), expires_at: NOON - 1 })
    await revokeToken(database, first.id, NOON)
    expect((await readRow(database, unsent.id)).status).toBe('accepted')
    await revokeToken(database, another.id, NOON)
    expect((await readRow(database, unsent.id)).failure_code).toBe('cancelled')
    expect((await readRow(database, running.id)).status).toBe('processing')
  })
})
