/** Who may use, change and publish looks. */
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely'
import type { LookScope } from '../../../contract/looks.ts'
import type { Role } from '../../../contract/relay-api.ts'
import type { Schema } from '../schema.ts'

export type Reader = { personId: string; teamId: string | null; role: Role }
/** Where a look is kept. */
export type Shelf = { scope: LookScope; ownerId: string; teamId: string | null }

/** Also whether what lies there may be changed. */
export function mayPublish(reader: Reader, { scope, ownerId, teamId }: Shelf): boolean {
  if (scope === 'private') return ownerId === reader.personId
  if (reader.role === 'admin') return true
  return scope === 'team' && reader.role === 'lead' && teamId !== null && teamId === reader.teamId
}

/** Condition of a query on `looks`: the reader may generate with it. */
export function isUsable(
  { eb, and, or }: ExpressionBuilder<Schema, 'looks'>,
  { personId, teamId }: Pick<Reader, 'personId' | 'teamId'>,
): ExpressionWrapper<Schema, 'looks', SqlBool> {
  return and([
    eb('looks.deleted_at', 'is', null),
    or([
      eb('looks.scope', '=', 'everyone'),
      and([eb('looks.scope', '=', 'team'), eb('looks.team_id', '=', teamId)]),
      and([eb('looks.scope', '=', 'private'), eb('looks.owner_id', '=', personId)]),
    ]),
  ])
}

/** The same, and what an admin may change without using it: another's private look is seen by nobody. */
export function isVisible(
  builder: ExpressionBuilder<Schema, 'looks'>,
  reader: Reader,
): ExpressionWrapper<Schema, 'looks', SqlBool> {
  const { eb, and, or } = builder
  if (reader.role !== 'admin') return isUsable(builder, reader)
  const isShared = and([eb('looks.deleted_at', 'is', null), eb('looks.scope', '!=', 'private')])
  return or([isUsable(builder, reader), isShared])
}
