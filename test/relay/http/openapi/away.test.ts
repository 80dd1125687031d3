/** What every route answers while the database is away, and that the document says so. */
import { expect, it } from 'vitest'
import { createApp } from '../../../../relay/http/app.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { addToken } from '../../support/samples.ts'
import { compareWithDocument, described } from './set-up.ts'

it('every route that needs the database answers 503 and says when to come back', async () => {
  const idle = await makeIdleDependencies()
  const { bearer } = await addToken(idle.database)
  const app = createApp({ ...idle.dependencies, database: { ...idle.database, isAway: () => true } })
  await idle.close()
  const statuses: Record<string, number> = {}
  const wrong: string[] = []
  for (const [template, operations] of Object.entries(described.paths)) {
    const path = template.replace('{id}', '0').replaceAll(/\{\w+\}/g, '1')
    for (const method of Object.keys(operations)) {
      const answer = await app.request(path, {
        method: method.toUpperCase(),
        headers: { authorization: bearer },
      })
      const { name, problems } = await compareWithDocument(method, path, answer)
      wrong.push(...problems.map((problem) => `${name}: ${problem}`))
      statuses[`${method} ${template}`] = answer.status
      if (answer.status === 503 && path.startsWith('/v1/'))
        expect(answer.headers.get('retry-after')).toBe('5')
    }
  }
  expect(wrong).toEqual([])
  const away = Object.keys(statuses).filter((each) => statuses[each] === 503)
  // Without sign-in there is nothing at its addresses, whatever the database does.
  const behindTheDoor = Object.keys(statuses).filter(
    (each) => each.includes(' /v1/') && !each.includes('/sign-in'),
  )
  expect(away).toEqual(expect.arrayContaining(behindTheDoor))
})
