/** Files handed to the stand-in as references. */
import { randomBytes } from 'node:crypto'
import { readImageHeader } from '../../../contract/image-header.ts'
import { MAX_REFERENCE_BYTES, MODEL_ID } from '../../../contract/model.ts'
import { Problem } from '../problem.ts'

export type StoredFile = {
  id: string
  owner: string
  name: string
  mimeType: string
  bytes: Uint8Array
  clientRequestId: string | null
  /** Milliseconds since 1970. */
  createdAt: number
}

export type Uploads = {
  /** @throws Problem `validation_failed` */
  add(owner: string, form: FormData): Promise<StoredFile>
  /** @throws Problem `not_found`, also for another account's file */
  get(owner: string, id: string): StoredFile
  /** @returns null when its link has expired, too */
  findByUrl(owner: string, url: string): StoredFile | null
  list(): StoredFile[]
}

/** @param lifeSeconds how long a link is good; null: for ever */
export function createUploads(
  now: () => number,
  urlOf: (file: StoredFile) => string,
  lifeSeconds: () => number | null,
): Uploads {
  const files = new Map<string, StoredFile>()

  return {
    async add(owner, form) {
      const { file, clientRequestId } = readForm(form)
      const bytes = new Uint8Array(await file.arrayBuffer())
      const header = readImageHeader(bytes)
      if (header === null) throw new Problem('validation_failed', 'file: the bytes are no PNG, JPEG or WebP')
      const stored: StoredFile = {
        id: `file_${randomBytes(6).toString('hex')}`,
        owner,
        name: file.name,
        mimeType: header.mimeType,
        bytes,
        clientRequestId,
        createdAt: now(),
      }
      files.set(stored.id, stored)
      return stored
    },
    get(owner, id) {
      const file = files.get(id)
      if (file?.owner !== owner) throw new Problem('not_found', 'There is no such file.')
      return file
    },
    findByUrl(owner, url) {
      const file = [...files.values()].find((each) => each.owner === owner && urlOf(each) === url)
      const endsAt = (file?.createdAt ?? 0) + (lifeSeconds() ?? Number.POSITIVE_INFINITY) * 1000
      return file === undefined || now() >= endsAt ? null : file
    },
    list: () => [...files.values()],
  }
}

const PARTS = ['file', 'kind', 'model', 'client_request_id']
const MAX_CLIENT_REQUEST_ID_LENGTH = 128

function readForm(form: FormData): { file: File; clientRequestId: string | null } {
  const unknown = [...form.keys()].find((name) => !PARTS.includes(name))
  if (unknown !== undefined) throw new Problem('validation_failed', `${unknown}: is no part of an upload`)
  const file = form.get('file')
  if (!(file instanceof File)) throw new Problem('validation_failed', 'file: is missing')
  if (file.size > MAX_REFERENCE_BYTES) throw new Problem('validation_failed', 'file: is larger than 10 MB')
  if (form.get('kind') !== 'image') throw new Problem('validation_failed', 'kind: must be image')
  const model = form.get('model')
  if (model !== null && model !== MODEL_ID) throw new Problem('validation_failed', 'model: is unknown')
  const clientRequestId = form.get('client_request_id')
  if (typeof clientRequestId === 'string' && clientRequestId.length > MAX_CLIENT_REQUEST_ID_LENGTH) {
    throw new Problem('validation_failed', 'client_request_id: is longer than 128 characters')
  }
  return { file, clientRequestId: typeof clientRequestId === 'string' ? clientRequestId : null }
}

/** The file as Rivya answers it. Only `url` and `duration_token` are documented names. */
export function fileObject(file: StoredFile, url: string): Record<string, unknown> {
  return {
    id: file.id,
    object: 'file',
    kind: 'image',
    name: file.name,
    mime_type: file.mimeType,
    size_bytes: file.bytes.length,
    url,
    duration_seconds: null,
    duration_token: null,
    created_at: new Date(file.createdAt).toISOString(),
  }
}
