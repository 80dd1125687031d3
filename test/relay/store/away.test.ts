/** Which errors may well go away by themselves, so that callers are told to come back. */
import pg from 'pg'
import { describe, expect, it } from 'vitest'
import { isPostgresAway } from '../../../relay/store/postgres/away.ts'
import { isSqliteAway } from '../../../relay/store/sqlite/away.ts'
import { DiskFailed } from '../../../relay/store/sqlite/sync-later.ts'

const withCode = (fields: object) => Object.assign(new Error('said'), fields)

function ofPostgres(code: string): pg.DatabaseError {
  return Object.assign(new pg.DatabaseError('said', 4, 'error'), { code })
}

describe('of SQLite', () => {
  it.each([
    ['a full disk', withCode({ errcode: 13 }), true],
    ['a file system that went read-only', withCode({ errcode: 778 }), true],
    ['a lock that another process keeps', withCode({ errcode: 5 }), true],
    ['a disk that failed', new DiskFailed('said'), true],
    ['a full disk under the images', withCode({ code: 'ENOSPC' }), true],
    ['a damaged file', withCode({ errcode: 11 }), false],
    ['a row that is there already', withCode({ errcode: 2067 }), false],
    ['a file that is missing', withCode({ code: 'ENOENT' }), false],
    ['a fault of ours', new TypeError('said'), false],
    ['no error at all', 'said', false],
  ])('%s', (_, error, isAway) => {
    expect(isSqliteAway(error)).toBe(isAway)
  })
})

describe('of Postgres', () => {
  it.each([
    ['one that stops', ofPostgres('57P01'), true],
    ['one with a full disk', ofPostgres('53100'), true],
    ['one with no connection left', ofPostgres('53300'), true],
    ['a standby', ofPostgres('25006'), true],
    ['a row that is there already', ofPostgres('23505'), false],
    ['a statement that it does not know', ofPostgres('42601'), false],
    ['a refused connection', withCode({ code: 'ECONNREFUSED', syscall: 'connect' }), true],
    ['each address refused', new AggregateError([withCode({ syscall: 'connect' })]), true],
    ['a connection that ended', new Error('Connection terminated unexpectedly'), true],
    ['a pool that waited in vain', new Error('timeout exceeded when trying to connect'), true],
    ['a query that took too long', new Error('Query read timeout'), true],
    ['a fault of ours', new TypeError('connection is undefined'), false],
  ])('%s', (_, error, isAway) => {
    expect(isPostgresAway(error)).toBe(isAway)
  })
})
