/**
 * Whether there is room for what can wait. References can be sent again and an image that was paid can not be made again,
 * so the last of a disk is left to images: otherwise one user's uploads could keep everybody's from being stored.
 */
import { statfs } from 'node:fs/promises'
import type { StorePlace } from '../../settings/settings.ts'

/** Some twenty images of 2K, while somebody makes room. */
const RESERVE_BYTES = 100_000_000

/** @param bytes for what can wait unless given */
export type HasRoom = (bytes?: number) => Promise<boolean>

/** @param readFreeBytes of the disk that holds the directory */
export function createRoomCheck(place: StorePlace, readFreeBytes = freeBytesOf): HasRoom {
  // The disk of a Postgres is watched where it is.
  if (place.kind === 'postgres') return async () => true
  return async (bytes = RESERVE_BYTES) => (await readFreeBytes(place.directory)) >= bytes
}

async function freeBytesOf(directory: string): Promise<number> {
  const { bavail, bsize } = await statfs(directory)
  return bavail * bsize
}
