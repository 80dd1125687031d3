/** The one place that knows which rows name the bytes of an image: bytes that none of them names may go. */
import type { Query } from '../dialect.ts'

/** @returns those of `hashes` that a row names */
export async function findNamed(query: Query, hashes: readonly string[]): Promise<Set<string>> {
  if (hashes.length === 0) return new Set()
  const [uploads, images, thumbnails] = [
    await query.selectFrom('uploads').select('id as hash').where('id', 'in', hashes).execute(),
    await query.selectFrom('images').select('sha256 as hash').where('sha256', 'in', hashes).execute(),
    await query.selectFrom('thumbnails').select('sha256 as hash').where('sha256', 'in', hashes).execute(),
  ]
  return new Set([...uploads, ...images, ...thumbnails].map(({ hash }) => hash))
}
