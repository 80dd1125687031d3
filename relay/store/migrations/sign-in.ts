/** Signing in with the company's account: whom the provider means by whom, and what is on its way. */
import type { Dialect } from '../dialect.ts'

export function signInTables({ integer }: Dialect['words']): string[] {
  return [
    `CREATE TABLE identities (
      issuer text NOT NULL,
      subject text NOT NULL,
      person_id text NOT NULL REFERENCES people (id),
      email text,
      signed_in_at ${integer} NOT NULL,
      PRIMARY KEY (issuer, subject)
    )`,
    'CREATE INDEX identities_by_person ON identities (person_id)',
    `CREATE TABLE sign_ins (
      device_hash text PRIMARY KEY,
      user_hash text NOT NULL UNIQUE,
      status text NOT NULL,
      person_id text REFERENCES people (id),
      expires_at ${integer} NOT NULL,
      interval_ms ${integer} NOT NULL,
      polled_at ${integer}
    )`,
    'CREATE INDEX sign_ins_by_person ON sign_ins (person_id)',
    `CREATE TABLE sign_in_attempts (
      state_hash text PRIMARY KEY,
      device_hash text,
      expires_at ${integer} NOT NULL
    )`,
  ]
}
