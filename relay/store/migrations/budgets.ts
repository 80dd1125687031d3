/** Limits by month: of people, of teams, of the whole relay. What was spent before counts for the relay's months. */
import type { Dialect } from '../dialect.ts'

export function budgetTables({ integer }: Dialect['words']): string[] {
  return [
    `CREATE TABLE teams (
      id text PRIMARY KEY,
      name text NOT NULL,
      monthly_credits ${integer},
      created_at ${integer} NOT NULL
    )`,
    `ALTER TABLE people ADD COLUMN monthly_credits ${integer}`,
    'ALTER TABLE people ADD COLUMN team_id text REFERENCES teams (id)',
    'ALTER TABLE generations ADD COLUMN team_id text',
    'CREATE INDEX generations_by_day ON generations (credit_day)',
    `CREATE TABLE credit_months (
      owner text NOT NULL,
      month text NOT NULL,
      credits double precision NOT NULL,
      PRIMARY KEY (owner, month)
    )`,
    `INSERT INTO credit_months (owner, month, credits)
      SELECT 'relay', substr(day, 1, 7), sum(credits) FROM credit_days GROUP BY substr(day, 1, 7)`,
  ]
}
