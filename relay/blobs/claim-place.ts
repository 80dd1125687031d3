/**
 * A mark beside the images says whose they are. Two databases with one prefix by mistake would each delete what only the
 * other names; so nothing is deleted at a place before the mark has said that it is this one's.
 */
import { type BlobStore, BlobsAway } from './blob-store.ts'

/** A place that can be marked. */
export type MarkedStore = BlobStore & {
  /** Undefined where there is no mark. @throws {BlobsAway} */
  readOwner: () => Promise<string | undefined>
  /** `isFirst`: changes nothing where there is a mark. @throws {BlobsAway} */
  writeOwner: (id: string, isFirst: boolean) => Promise<void>
}

export type Claim = {
  /** Marks the place where nobody has. @throws {BlobsAway} */
  claim: () => Promise<'own' | 'other'>
  /** Whatever the mark said. @throws {BlobsAway} */
  takeOver: () => Promise<void>
}

/** Somebody may have taken the place over. */
const GOOD_FOR_MS = 10 * 60_000

/** @param readId of the database that the images belong to; the same for all of its relays, and for a copy of it */
export function claimPlace(
  store: MarkedStore,
  readId: () => Promise<string>,
): { store: BlobStore; claim: Claim } {
  let ownUntil = 0

  async function claim(): Promise<'own' | 'other'> {
    const id = await readId()
    let owner = await store.readOwner()
    if (owner === undefined) {
      await store.writeOwner(id, true)
      owner = await store.readOwner()
      if (owner === undefined) throw new BlobsAway('the store does not have what it took')
    }
    if (owner !== id) {
      // On its way it may have been damaged, this once.
      const again = await store.readOwner()
      if (again !== id && again !== owner)
        throw new BlobsAway('the store does not say twice whose the images are')
      owner = again
    }
    ownUntil = owner === id ? Date.now() + GOOD_FOR_MS : 0
    return owner === id ? 'own' : 'other'
  }

  return {
    store: {
      ...store,
      async delete(hash) {
        if (Date.now() >= ownUntil && (await claim()) === 'other') throw new BlobsAway(OF_ANOTHER)
        await store.delete(hash)
      },
    },
    claim: {
      claim,
      takeOver: async () => store.writeOwner(await readId(), false),
    },
  }
}

export const OF_ANOTHER = 'the images there are those of another database'
export const PLACE_ADVICE =
  'Give this one a prefix of its own, or run “blobs own” if it has taken that one’s place.'
