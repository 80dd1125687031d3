/** Bytes of what ships, beside its budget. */
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { verdict } from '../support/tables.ts'

export const SIZES_HEAD = ['file', 'bytes', 'gzip', 'budget', 'reached?']

const BUDGETS = [
  { file: 'code.js', raw: 26_000, gzip: Number.POSITIVE_INFINITY },
  { file: 'ui.html', raw: 120_000, gzip: 38_000 },
]

/** @returns rows of the table, of what is in `dist/` */
export async function measureSizes(): Promise<string[][]> {
  return Promise.all(
    BUDGETS.map(async ({ file, raw, gzip }) => {
      const bytes = await readFile(`dist/${file}`)
      const packed = gzipSync(bytes).length
      const budget = Number.isFinite(gzip) ? `${raw}, gzip ${gzip}` : String(raw)
      return [
        file,
        String(bytes.length),
        String(packed),
        budget,
        verdict(bytes.length <= raw && packed <= gzip),
      ]
    }),
  )
}
