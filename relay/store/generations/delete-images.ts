import { askDeletion } from '../blobs/blob-deletions.ts'
import type { WriteQuery } from '../dialect.ts'

/** The rows; the bytes go soon after the transaction, unless another row names them. */
export async function deleteImages(
  trx: WriteQuery,
  generationId: string,
  table: 'images' | 'thumbnails',
): Promise<void> {
  const gone = await trx
    .deleteFrom(table)
    .where('generation_id', '=', generationId)
    .returning('sha256')
    .execute()
  await askDeletion(
    trx,
    gone.map(({ sha256 }) => sha256),
  )
}
