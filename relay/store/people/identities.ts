/** Whom the company's provider means by a person: the same one at every sign-in, until they are removed. */
import type { Role } from '../../../contract/relay-api.ts'
import type { Database } from '../database.ts'
import type { WriteQuery } from '../dialect.ts'
import { insertPerson } from './people.ts'

type Admission = {
  issuer: string
  subject: string
  name: string
  email: string | null
  /** What the rules say; null: they say nothing, and a role given by hand stays. */
  isAdmin: boolean | null
  /** Daily limit of somebody new; null: none. */
  dailyCredits: number | null
  /** The id of somebody new. */
  newId: string
  now: number
}

/** Who comes in: known by the provider's subject, never by name or address, which may be given to another. */
export async function admitIdentity(
  database: Database,
  trx: WriteQuery,
  { issuer, subject, name, email, isAdmin, dailyCredits, newId, now }: Admission,
): Promise<{ id: string; name: string; role: Role }> {
  // Two browsers that bring somebody new at the same time bring one person.
  await database.lockName(trx, 'signIn')
  const known = await trx
    .updateTable('identities')
    .set({ email, signed_in_at: now })
    .where('issuer', '=', issuer)
    .where('subject', '=', subject)
    .returning('person_id')
    .executeTakeFirst()
  if (known === undefined) {
    const role = isAdmin ? 'admin' : 'member'
    await insertPerson(trx, { id: newId, name, daily_credits: dailyCredits, created_at: now }, role)
    await trx
      .insertInto('identities')
      .values({ issuer, subject, person_id: newId, email, signed_in_at: now })
      .execute()
    return { id: newId, name, role }
  }
  const { person_id: id } = known
  const before = await trx.selectFrom('people').select('role').where('id', '=', id).executeTakeFirstOrThrow()
  const role = roleOf(before.role, isAdmin)
  await trx.updateTable('people').set({ name, role }).where('id', '=', id).execute()
  return { id, name, role }
}

/** The rules give and take the admin's role alone; who leads a team is for the admins to say. */
function roleOf(before: Role, isAdmin: boolean | null): Role {
  if (isAdmin === null) return before
  if (isAdmin) return 'admin'
  return before === 'admin' ? 'member' : before
}
