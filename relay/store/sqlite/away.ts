/** What may well be taken later: the disk is full, read-only or refuses to write, or another process has the lock. */
import { DiskFailed } from './sync-later.ts'

/** https://sqlite.org/rescode.html: BUSY, READONLY, IOERR, FULL, CANTOPEN; the bits above say more exactly why. */
const DATABASE_CODES: unknown[] = [5, 8, 10, 13, 14]
/** Of the files of images. */
const FILE_CODES: unknown[] = ['ENOSPC', 'EDQUOT', 'EROFS', 'EIO']

export function isSqliteAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof DiskFailed) return true
  if ('errcode' in error) return DATABASE_CODES.includes(Number(error.errcode) & 0xff)
  return 'code' in error && FILE_CODES.includes(error.code)
}
