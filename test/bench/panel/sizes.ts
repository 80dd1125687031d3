/** Bytes of what ships, beside what was aimed at; what the build allows stands in `build.mjs`. */
import { readFile } from 'node:fs/promises'
import { gzipSync } from 'node:zlib'
import { verdict } from '../support/tables.ts'

export const SIZES_HEAD = ['file', 'bytes', 'gzip', 'aim', 'reached?']

const AIMS = [
  { file: 'code.js', raw: 44_000, gzip: Number.POSITIVE_INFINITY },
  { file: 'ui.html', raw: 190_000, gzip: 60_000 },
]

/** @returns rows of the table, of what is in `dist/` */
export async function measureSizes(): Promise<string[][]> {
  return Promise.all(
    AIMS.map(async ({ file, raw, gzip }) => {
      const bytes = await readFile(`dist/${file}`)
      const packed = gzipSync(bytes).length
      const aim = Number.isFinite(gzip) ? `${raw}, gzip ${gzip}` : String(raw)
      return [file, String(bytes.length), String(packed), aim, verdict(bytes.length <= raw && packed <= gzip)]
    }),
  )
}
