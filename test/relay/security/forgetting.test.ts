import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { deleteAsked } from '../../../relay/store/blobs/sweep-blobs.ts'
import { cleanUp } from '../../../relay/store/cleanup/cleanup.ts'
import type { Database } from '../../../relay/store/database.ts'
import { forgetGeneration } from '../../../relay/store/generations/generations.ts'
import { saveThumbnail } from '../../../relay/store/generations/images.ts'
import { saveUpload } from '../../../relay/store/uploads/uploads.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import {
  accept,
  addToken,
  keepImages,
  makeIntent,
  makePng,
  NOON,
  PNG_HEADER,
  PROMPT,
  sha256,
} from '../support/samples.ts'

const DAY_MS = 24 * 60 * 60_000
const TABLES = ['generations', 'generation_uploads', 'images', 'thumbnails', 'uploads']

/** Every value of every row and the bytes wherever they are, as hex. */
async function dump(database: Database, hashes: string[]): Promise<string> {
  const rows = await Promise.all(
    TABLES.map(async (table) => {
      const result = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(
        database.query,
      )
      return result.rows
    }),
  )
  const bytes = await Promise.all(hashes.map((hash) => database.blobs.readWhole(hash)))
  return [...rows.flat().flatMap((row) => Object.values(row)), ...bytes]
    .map((value) => (value instanceof Uint8Array ? Buffer.from(value).toString('hex') : String(value)))
    .join('\n')
}

describeOnEachDatabase('a deleted generation', ({ open }) => {
  it('leaves nothing of what it was made of, and nothing of its images', async () => {
    const database = await open()
    const { id: personId } = await addToken(database)
    const [reference, image, thumbnail] = [makePng(200, 1), makePng(300, 2), makePng(100, 3)]
    const upload = { id: sha256(reference), header: PNG_HEADER, data: reference }
    await saveUpload(database, personId, upload, NOON)
    const request = {
      ...PROMPT,
      prompt: 'Zebrafinch',
      references: [{ upload_id: upload.id, name: 'Zebrafinch' }],
      origin: { document_id: 'Zebrafinch', document_name: 'Zebrafinch' },
      start: { kind: 'file', name: 'Waxwing' } as const,
    }
    const intent = makeIntent(personId, { request })
    const { id } = await accept(database, personId, intent)
    await keepImages(database, id, [{ header: PNG_HEADER, bytes: image }])
    await saveThumbnail(database, personId, id, { header: PNG_HEADER, bytes: thumbnail })
    const traces = [
      'Zebrafinch',
      'zebrafinch',
      'Waxwing',
      intent.requestHash,
      upload.id,
      ...[reference, image, thumbnail].map((bytes) => Buffer.from(bytes).toString('hex')),
    ]
    const hashes = [reference, image, thumbnail].map(sha256)
    const before = await dump(database, hashes)
    expect(traces.filter((trace) => !before.includes(trace))).toEqual([])

    await forgetGeneration(database, personId, id, NOON)
    await deleteAsked(database)
    const after = await dump(database, hashes)
    // The reference itself may be wanted for another generation, for a day.
    const kept = [upload.id, Buffer.from(reference).toString('hex')]
    expect(traces.filter((trace) => !kept.includes(trace) && after.includes(trace))).toEqual([])

    await cleanUp(database, NOON + DAY_MS + 1, 30)
    const cleaned = await dump(database, hashes)
    expect(traces.filter((trace) => cleaned.includes(trace))).toEqual([])
  })
})
