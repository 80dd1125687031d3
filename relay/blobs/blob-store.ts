/** Where the bytes of images lie, each under its SHA-256: what every such place can do. */

export type BlobStore = {
  /** From when it resolves on they are there and last. The same may be put any number of times, also at the same time. */
  put: (hash: string, data: Uint8Array) => Promise<void>
  /**
   * The bytes from `offset` on, at most `length`, as they are there: see `readWhole` for a check. Undefined when they
   * are certainly not there.
   */
  read: (hash: string, offset?: number, length?: number) => Promise<Uint8Array | undefined>
  has: (hash: string) => Promise<boolean>
  /** Of what is not there, too. */
  delete: (hash: string) => Promise<void>
  /** All that is there, some at a time; also what is no blob, such as a part that a crash has left. */
  list: () => AsyncIterable<ListedBlob[]>
}

export type ListedBlob = {
  name: string
  /** By the clock of the place, milliseconds since 1970. */
  writtenAt: number
}

/**
 * The place can't be asked, or answers what can't be true: it is tried again later, and says nothing about what is there.
 * Thrown by each of the above.
 */
export class BlobsAway extends Error {
  readonly retryAfterMs: number | null

  constructor(reason: string, retryAfterMs: number | null = null, options?: ErrorOptions) {
    super(reason, options)
    this.retryAfterMs = retryAfterMs
  }
}

/** The place was asked, and has certainly done nothing of it. */
export class BlobRefused extends BlobsAway {}

/** The place was asked, and what it has are not the bytes of the hash. To put the same bytes once more mends it. */
export class BlobLost extends BlobsAway {
  constructor() {
    super('the bytes of an image are missing or damaged')
  }
}

export function isHash(name: string): boolean {
  return /^[0-9a-f]{64}$/.test(name)
}
