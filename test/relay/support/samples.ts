/** Values for tests of the relay. */
import { createHash } from 'node:crypto'
import { crc32, deflateSync } from 'node:zlib'
import type { ImageHeader } from '../../../contract/image-header.ts'
import type { CreateGeneration } from '../../../contract/relay-api.ts'
import { nameBlobs } from '../../../relay/store/blobs/name-blobs.ts'
import type { Database } from '../../../relay/store/database.ts'
import { type Acceptance, acceptGeneration, type Intent } from '../../../relay/store/generations/accept.ts'
import {
  insertImages,
  type NewImage,
  type StoredImage,
  toBlobs,
} from '../../../relay/store/generations/images.ts'
import { insertPersonWithToken } from '../../../relay/store/people/people.ts'
import { insertToken } from '../../../relay/store/people/tokens.ts'
import type { GenerationRow } from '../../../relay/store/tables/generations.ts'
import { createAccessToken, createId, formatAccessToken, hashSecret } from '../../../relay/token.ts'

/** Noon in UTC, so that no test crosses midnight. */
export const NOON = Date.UTC(2026, 5, 1, 12)

export const PROMPT: CreateGeneration = {
  prompt: 'A mug on an oak table',
  aspect_ratio: '4:3',
  resolution: '1K',
  references: [],
}

/** Of a new person. @returns the person's id, the token's, and the text that opens the door */
export async function addToken(
  database: Database,
  options: { name?: string; dailyCredits?: number | null; expiresAt?: number | null } = {},
): Promise<{ id: string; tokenId: string; bearer: string }> {
  const { name = 'Ada', dailyCredits = null, expiresAt = null } = options
  const id = createId()
  const person = { id, name, daily_credits: dailyCredits, created_at: NOON }
  const { row, bearer } = makeToken(id, name, expiresAt)
  await insertPersonWithToken(database, person, row)
  return { id, tokenId: row.id, bearer }
}

/** One more of a person's tokens. @returns the text that opens the door */
export async function addDevice(database: Database, personId: string): Promise<string> {
  const { row, bearer } = makeToken(personId, 'Laptop', null)
  await insertToken(database, row)
  return bearer
}

function makeToken(personId: string, name: string, expiresAt: number | null) {
  const token = createAccessToken()
  const row = {
    id: token.id,
    person_id: personId,
    name,
    secret_hash: hashSecret(token.secret),
    created_at: NOON,
    expires_at: expiresAt,
  }
  return { row, bearer: `Bearer ${formatAccessToken(token)}` }
}

/** With the worker's own columns, whoever's it is. */
export async function readRow(database: Database, id: string): Promise<GenerationRow> {
  return database.query.selectFrom('generations').selectAll().where('id', '=', id).executeTakeFirstOrThrow()
}

/** As at the end of a generation, whatever state it is in. */
export async function keepImages(database: Database, id: string, images: NewImage[]): Promise<void> {
  const blobs = toBlobs(images)
  await nameBlobs(database, blobs, (trx) => insertImages(trx, database, id, images, blobs, NOON))
}

/** As a reader that takes all pieces. */
export async function readAll(image: StoredImage | undefined): Promise<Buffer | undefined> {
  if (image === undefined) return undefined
  const pieces: Uint8Array[] = []
  for await (const piece of await image.open()) pieces.push(piece)
  return Buffer.concat(pieces)
}

let keys = 0

export function makeIntent(personId: string, changes: Partial<Intent> = {}): Intent {
  keys += 1
  const request = changes.request ?? PROMPT
  return {
    personId,
    idempotencyKey: `test-key-${keys}`,
    requestHash: createHash('sha256').update(JSON.stringify(request)).digest('hex'),
    requestId: 'req_test',
    request,
    estimatedCredits: 5,
    relayCredits: null,
    now: NOON,
    expectedAt: NOON + 18_000,
    ...changes,
  }
}

/** @throws when it is not accepted */
export async function accept(
  database: Database,
  personId: string,
  changes: Partial<Intent> = {},
): Promise<GenerationRow> {
  return acceptedRow(await acceptGeneration(database, makeIntent(personId, changes)))
}

export function acceptedRow(acceptance: Acceptance): GenerationRow {
  if (acceptance.kind !== 'accepted') throw new Error(`not accepted but ${acceptance.kind}`)
  return acceptance.row
}

/** A PNG's head with `size` bytes in all: enough for every check that does not decode. */
export function makePng(size = 64, seed = 0, width = 8, height = 8): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(size, 28))
  const view = new DataView(bytes.buffer)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52])
  view.setUint32(16, width)
  view.setUint32(20, height)
  view.setUint32(24, seed)
  return bytes.subarray(0, size)
}

/** A PNG that can be decoded: one colour, told by `seed`. */
export function drawPng(seed: number): Uint8Array<ArrayBuffer> {
  const side = 8
  const head = makePng(33, 0, side, side).subarray(16, 29)
  head.set([8, 2, 0, 0, 0], 8)
  const row = [0, ...Array.from({ length: 3 * side }, () => (seed * 40) % 256)]
  const pixels = deflateSync(Uint8Array.from(Array.from({ length: side }, () => row).flat()))
  const chunks = [pngChunk('IHDR', head), pngChunk('IDAT', pixels), pngChunk('IEND', new Uint8Array(0))]
  return new Uint8Array(Buffer.concat([makePng(8), ...chunks]))
}

function pngChunk(type: string, data: Uint8Array): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

export const PNG_HEADER: ImageHeader = { mimeType: 'image/png', width: 8, height: 8 }

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex')
}
