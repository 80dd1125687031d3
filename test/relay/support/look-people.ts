import type { Role } from '../../../contract/relay-api.ts'
import type { SaveLook } from '../../../contract/save-look.ts'
import type { Database } from '../../../relay/store/database.ts'
import type { Reader } from '../../../relay/store/looks/look-rights.ts'
import type { StoredLook } from '../../../relay/store/looks/looks.ts'
import { createLook } from '../../../relay/store/looks/save-look.ts'
import { changePerson } from '../../../relay/store/people/people.ts'
import { insertTeam, joinTeam } from '../../../relay/store/people/teams.ts'
import { saveUpload } from '../../../relay/store/uploads/uploads.ts'
import { addToken, makePng, NOON, PNG_HEADER, sha256 } from './samples.ts'

export type LookPerson = Reader & { bearer: string }
/** Lea leads Shop and Mia is in it, Leo leads Press, Ann is an admin, Ben is in no team. */
export type LookPeople = Record<'lea' | 'mia' | 'leo' | 'ann' | 'ben', LookPerson>

export async function addLookPeople(database: Database): Promise<LookPeople> {
  for (const [id, name] of [
    ['shop', 'Shop'],
    ['press', 'Press'],
  ] as const)
    await insertTeam(database, { id, name, monthly_credits: null, created_at: NOON })
  const add = async (name: string, role: Role, teamId: string | null): Promise<LookPerson> => {
    const { id, bearer } = await addToken(database, { name })
    await changePerson(database, id, { role })
    if (teamId !== null) await joinTeam(database, teamId, id)
    return { personId: id, role, teamId, bearer }
  }
  return {
    lea: await add('Lea', 'lead', 'shop'),
    mia: await add('Mia', 'member', 'shop'),
    leo: await add('Leo', 'lead', 'press'),
    ann: await add('Ann', 'admin', null),
    ben: await add('Ben', 'member', null),
  }
}

export function makeDraft(changes: Partial<SaveLook> = {}): SaveLook {
  const colours = [{ name: 'Moss', hex: '#4a5d23' }]
  return {
    name: 'Autumn',
    prompt: '{prompt}, on weathered oak',
    colours,
    references: [],
    scope: 'private',
    ...changes,
  }
}

/** @throws when it is not made */
export async function addLook(
  database: Database,
  reader: Reader,
  changes: Partial<SaveLook> = {},
  now = NOON,
): Promise<StoredLook> {
  const saved = await createLook(database, { reader, draft: makeDraft(changes), now })
  if (saved.kind !== 'saved') throw new Error(`not saved but ${saved.kind}`)
  return saved.look
}

/** @returns its id */
export async function addUpload(
  database: Database,
  { personId }: Reader,
  seed: number,
  now = NOON,
): Promise<string> {
  const data = makePng(64, seed)
  const id = sha256(data)
  await saveUpload(database, personId, { id, header: PNG_HEADER, data }, now)
  return id
}
