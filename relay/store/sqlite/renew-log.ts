/**
 * Writes the bytes of SQLite's log once more. When the disk has refused them, the system forgets that it had not written
 * them (see `sync-later.ts`): a relay that is started anew reads them and would add to them, and after a power cut all that
 * stands behind them would be gone.
 */
import { open } from 'node:fs/promises'

const PIECE_BYTES = 1_000_000

/**
 * @param path of the database, whose writer nobody else may be meanwhile
 * @throws when the disk still does not take them
 */
export async function renewLog(path: string): Promise<void> {
  const log = await open(`${path}-wal`, 'r+')
  try {
    const piece = Buffer.allocUnsafe(PIECE_BYTES)
    for (let at = 0; ; ) {
      const { bytesRead } = await log.read(piece, 0, piece.length, at)
      if (bytesRead === 0) break
      await writeAll(piece.subarray(0, bytesRead), at, (...part) => log.write(...part))
      at += bytesRead
    }
    await log.datasync()
  } finally {
    await log.close()
  }
}

type Write = (bytes: Buffer, offset: number, length: number, at: number) => Promise<{ bytesWritten: number }>

async function writeAll(bytes: Buffer, at: number, write: Write): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await write(bytes, done, bytes.length - done, at + done)).bytesWritten
  }
}
