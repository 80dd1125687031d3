/** Who may come in, and what opens the door. */
import type { Selectable } from 'kysely'
import type { Role } from '../../../contract/relay-api.ts'

/**
 * Who owns generations, uploads, limits and a share of the books. Elsewhere the column with a person's id is called
 * `token_id`: relays of the version before people write it, and those of that time are the first token's.
 */
export type PersonTable = {
  id: string
  name: string
  role: Role
  daily_credits: number | null
  monthly_credits: number | null
  team_id: string | null
  created_at: number
  /** The row stays for the books; name, prompts and images are gone. */
  removed_at: number | null
  /** Counts every visible change of the person's generations; raised in the transaction that makes the change. */
  last_change: number
  /** When one of its generations last got a place at Rivya. */
  last_admitted_at: number
}

/** People who share a limit. */
export type TeamTable = { id: string; name: string; monthly_credits: number | null; created_at: number }

/** A key of a person, one for each device. */
export type AccessTokenTable = {
  id: string
  person_id: string
  /** Of the device, or the person's. */
  name: string
  secret_hash: Uint8Array
  created_at: number
  expires_at: number | null
  revoked_at: number | null
  /** Of its last use, give or take some minutes; null: none since this is written down. */
  last_seen_at: number | null
}

/** Whom the company's provider means by a person. */
export type IdentityTable = {
  issuer: string
  subject: string
  person_id: string
  /** Only one that the provider calls verified. */
  email: string | null
  signed_in_at: number
}

/** A panel that waits for somebody to sign in, until it has got its token: RFC 8628. */
export type SignInTable = {
  /** SHA-256 of the device code, and of the user code. */
  device_hash: string
  user_hash: string
  status: 'pending' | 'approved' | 'denied'
  /** Who has signed in. */
  person_id: string | null
  expires_at: number
  interval_ms: number
  polled_at: number | null
}

/** A browser that is on its way to the provider and back. */
export type SignInAttemptTable = {
  /** SHA-256 of `state`. */
  state_hash: string
  /** The panel that waits; null: it is the admin's page that is to be opened. */
  device_hash: string | null
  expires_at: number
}

export type PersonRow = Selectable<PersonTable>

export type TeamRow = Selectable<TeamTable>

export type AccessTokenRow = Selectable<AccessTokenTable>
