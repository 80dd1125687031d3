import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import fs from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type Database, openDatabase } from '../../../../relay/store/database.ts'
import { readImage, saveThumbnail } from '../../../../relay/store/generations/images.ts'
import { backUp } from '../../../../relay/store/sqlite/backup.ts'
import { saveUpload } from '../../../../relay/store/uploads/uploads.ts'
import {
  accept,
  addToken,
  keepImages,
  makePng,
  NOON,
  PNG_HEADER,
  readAll,
  sha256,
} from '../../support/samples.ts'

vi.mock('node:fs/promises', { spy: true })

const IMAGE = makePng(300, 1)
const THUMBNAIL = makePng(300, 2)
const UPLOAD = makePng(300, 3)
const STRAY = makePng(300, 4)

let directory: string
let database: Database
let to: string
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'relay-backup-'))
  database = await openDatabase({ kind: 'sqlite', directory })
  to = join(directory, 'copy.sqlite')
})
afterEach(async () => {
  await database.close()
  rmSync(directory, { recursive: true, force: true })
})

async function fill() {
  const { id: person } = await addToken(database)
  const { id } = await accept(database, person)
  await keepImages(database, id, [{ header: PNG_HEADER, bytes: IMAGE }])
  await saveThumbnail(database, person, id, { header: PNG_HEADER, bytes: THUMBNAIL })
  await saveUpload(database, person, { id: sha256(UPLOAD), header: PNG_HEADER, data: UPLOAD }, NOON)
  await database.blobs.put(sha256(STRAY), STRAY)
  return { person, id }
}

it('holds every image, thumbnail and reference that the copy names, for this user alone, and no others', async () => {
  const { person, id } = await fill()
  expect(await backUp(directory, to)).toEqual({ images: 3, missing: 0 })
  const names = [IMAGE, THUMBNAIL, UPLOAD].map(sha256).sort()
  expect(readdirSync(`${to}.blobs`).sort()).toEqual(names)
  expect(statSync(`${to}.blobs`).mode & 0o777).toBe(0o700)
  for (const name of names) expect(statSync(join(`${to}.blobs`, name)).mode & 0o777).toBe(0o600)

  const restored = mkdtempSync(join(tmpdir(), 'relay-restored-'))
  renameSync(to, join(restored, 'relay.sqlite'))
  renameSync(`${to}.blobs`, join(restored, 'blobs'))
  const copy = await openDatabase({ kind: 'sqlite', directory: restored })
  const piece = await readAll(await readImage(copy, person, id, 0))
  await copy.close()
  rmSync(restored, { recursive: true })
  expect(piece).toEqual(Buffer.from(IMAGE))
})

it('says how many images were not there', async () => {
  await fill()
  rmSync(join(directory, 'blobs', sha256(IMAGE)))
  expect(await backUp(directory, to)).toEqual({ images: 2, missing: 1 })
})

it('leaves nothing behind when the images can not be copied, and what was there before as it was', async () => {
  await fill()
  writeFileSync(`${to}.blobs`, 'mine')
  await expect(backUp(directory, to)).rejects.toThrow('there is something at')
  expect(existsSync(to)).toBe(false)
  expect(statSync(`${to}.blobs`).size).toBe(4)
})

it('has its name and that of its images only when both are whole, however it ends', async () => {
  await fill()
  const named: string[][] = []
  const copyFile = vi.mocked(fs.copyFile)
  copyFile.mockImplementation(async () => {
    named.push(readdirSync(directory).filter((name) => name.startsWith('copy')))
    throw new Error('killed here')
  })
  await expect(backUp(directory, to)).rejects.toThrow('killed here')
  expect(named.map((names) => names.sort())).toEqual([['copy.sqlite.part', 'copy.sqlite.part.blobs']])
  copyFile.mockRestore()
  // As a kill leaves it.
  writeFileSync(`${to}.part`, 'of another')
  await expect(backUp(directory, to)).rejects.toThrow('EEXIST')
  expect(readFileSync(`${to}.part`, 'utf8')).toBe('of another')
  rmSync(`${to}.part`)
  expect(await backUp(directory, to)).toEqual({ images: 3, missing: 0 })
})

it('makes no copy that is not sound', async () => {
  await fill()
  const source = new DatabaseSync(join(directory, 'relay.sqlite'))
  // As damage would leave it: a row that its table does not allow. A copy row by row takes it along.
  source.enableDefensive?.(false)
  source.exec(`CREATE TABLE damaged (value text); INSERT INTO damaged VALUES (NULL); PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = 'CREATE TABLE damaged (value text NOT NULL)' WHERE name = 'damaged'`)
  source.close()
  await expect(backUp(directory, to)).rejects.toThrow(/the copy is damaged: NULL value/)
  expect(readdirSync(directory).filter((name) => name.startsWith('copy'))).toEqual([])
})
