import { inflateSync } from 'node:zlib'

/** Four samples a pixel, as they are stored (W3C PNG, 9.2): a canvas would hide what lies under transparency. */
export function readSamples(png: Buffer): number[][] {
  const width = png.readUInt32BE(16)
  const data: Buffer[] = []
  for (let offset = 8; offset < png.length; offset += 12 + png.readUInt32BE(offset)) {
    if (png.toString('latin1', offset + 4, offset + 8) === 'IDAT') {
      data.push(png.subarray(offset + 8, offset + 8 + png.readUInt32BE(offset)))
    }
  }
  const rows = inflateSync(Buffer.concat(data))
  const stride = width * 4
  let above = new Uint8Array(stride)
  const samples: number[][] = []
  for (let start = 0; start < rows.length; start += stride + 1) {
    const row = new Uint8Array(stride)
    for (let x = 0; x < stride; x += 1) {
      const a = row[x - 4] ?? 0
      const b = above[x] ?? 0
      const c = above[x - 4] ?? 0
      const nearest = [a, b, c].sort((p, q) => Math.abs(a + b - c - p) - Math.abs(a + b - c - q))[0] ?? 0
      row[x] = (rows[start + 1 + x] ?? 0) + ([0, a, b, (a + b) >> 1, nearest][rows[start] ?? 0] ?? 0)
    }
    for (let x = 0; x < stride; x += 4) samples.push([...row.subarray(x, x + 4)])
    above = row
  }
  return samples
}
