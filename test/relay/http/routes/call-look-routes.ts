import { randomUUID } from 'node:crypto'
import type { SaveLook } from '../../../../contract/save-look.ts'
import { changePerson } from '../../../../relay/store/people/people.ts'
import { insertTeam, joinTeam } from '../../../../relay/store/people/teams.ts'
import { NOON } from '../../support/samples.ts'
import type { CallOptions, WholeRelay } from '../../support/whole-relay.ts'

export const LOOK: SaveLook = {
  name: 'Autumn',
  prompt: '{prompt}, on weathered oak',
  colours: [{ name: 'Moss', hex: '#4a5d23' }],
  references: [],
  scope: 'private',
}

/** Each route of looks with each of its answers. @param uploadId an upload of the caller */
export async function callLookRoutes(
  relay: WholeRelay,
  call: (path: string, options?: CallOptions) => Promise<Response>,
  uploadId: string,
): Promise<void> {
  const { database, bearer, others } = relay
  await insertTeam(database, { id: randomUUID(), name: 'Shop', monthly_credits: null, created_at: NOON })
  const { id: teamId } = await database.query.selectFrom('teams').select('id').executeTakeFirstOrThrow()
  for (const text of [bearer, others.other]) await joinTeam(database, teamId, await personOf(relay, text))
  await changePerson(database, await personOf(relay, others.other), { role: 'lead' })
  const gzip = { 'content-encoding': 'gzip' }
  const huge = { ...LOOK, prompt: 'x'.repeat(70_000) }

  const references = [{ upload_id: uploadId, name: 'Light' }]
  const made = await call('/v1/looks', { body: { ...LOOK, references } })
  const { id }: { id: string } = JSON.parse(await made.text())
  await call('/v1/looks', { body: { ...LOOK, name: '' } })
  const keyed = { headers: { 'idempotency-key': 'one-look-of-mine' } }
  const once: { id: string } = JSON.parse(await (await call('/v1/looks', { ...keyed, body: LOOK })).text())
  await call('/v1/looks', { ...keyed, body: LOOK })
  await call('/v1/looks', { ...keyed, body: { ...LOOK, name: 'Another' } })
  await call(`/v1/looks/${once.id}`, { method: 'DELETE' })
  await call('/v1/looks', { ...keyed, body: LOOK })
  await call('/v1/looks', { body: { ...LOOK, scope: 'team' } })
  await call('/v1/looks', { body: huge })
  await call('/v1/looks', { body: LOOK, headers: gzip })
  const shared = await call('/v1/looks', { body: { ...LOOK, scope: 'team' }, bearer: others.other })
  const team: { id: string } = JSON.parse(await shared.text())
  await call('/v1/looks')

  const path = `/v1/looks/${id}`
  const change = (headers: Record<string, string>, body: object = LOOK, place = path) =>
    call(place, { method: 'PUT', body, headers })
  const gone = `/v1/looks/look_${'0'.repeat(32)}`
  const first = { 'if-match': '"1"' }
  await change(first, { ...LOOK, references })
  await change(first)
  await change({})
  await change(first, huge)
  await change({ ...first, ...gzip })
  await change(first, LOOK, `/v1/looks/${team.id}`)
  await change(first, LOOK, gone)
  await call(`${path}/versions/1`)
  await call(`${path}/versions/9`)
  const picture = await call(`${path}/references/${uploadId}`)
  await call(`${path}/references/${uploadId}`, {
    headers: { 'if-none-match': picture.headers.get('etag') ?? '' },
  })
  await call(`${path}/references/${'0'.repeat(64)}`)
  await call(path, { method: 'DELETE', headers: first })
  await call(`/v1/looks/${team.id}`, { method: 'DELETE' })
  await call(path, { method: 'DELETE' })
  await call(path, { method: 'DELETE' })
}

async function personOf(relay: WholeRelay, bearer: string): Promise<string> {
  const answer: { person: { id: string } } = JSON.parse(await (await relay.call('/v1/me', { bearer })).text())
  return answer.person.id
}
