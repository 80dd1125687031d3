/**
 * Two marks beside the images say whose they are, since what a database does not name is deleted there. `owner` is the name
 * of the database, which its copies carry along. `turn` tells a database from its copy: whoever works there writes a new one
 * now and then, into the database first, so that one which a database does not know was written by another copy of it.
 */
import { randomUUID } from 'node:crypto'
import { type BlobStore, BlobsAway } from './blob-store.ts'

type PlaceMark = 'owner' | 'turn'

/** A place that can be marked. */
export type MarkedStore = BlobStore & {
  /** Undefined where there is no such mark. @throws {BlobsAway} */
  readMark: (mark: PlaceMark) => Promise<string | undefined>
  /** `isFirst`: changes nothing where there is one. @throws {BlobsAway} */
  writeMark: (mark: PlaceMark, text: string, isFirst: boolean) => Promise<void>
}

/** What a database knows of the marks; the same for all of its relays, and for a copy of it until one of them goes on. */
export type PlaceMemory = {
  readId: () => Promise<string>
  /** Whether this database has written it, lately. */
  knowsTurn: (turn: string) => Promise<boolean>
  /** Milliseconds since 1970; null: none yet. */
  lastTurnAt: () => Promise<number | null>
  /** @param last stands at the place, and is never forgotten for the new one */
  addTurn: (turn: string, at: number, last: string | undefined) => Promise<void>
}

type Claimed = 'own' | 'other' | 'copy'

export type Claim = {
  /** Marks the place where nobody has. @throws {BlobsAway} */
  claim: () => Promise<Claimed>
  /** Whatever the marks said. @throws {BlobsAway} */
  takeOver: () => Promise<void>
}

/** Somebody may have taken the place over. */
const GOOD_FOR_MS = 10 * 60_000
/** A clean-up later, the one that wrote the last turn writes the next. */
const TURN_MS = 30 * 60_000
/** Nobody does any more. A copy comes later than the one that works, and finds itself out. */
const TURN_IS_FREE_MS = 150 * 60_000

const WHOSE: Record<Exclude<Claimed, 'own'>, string> = {
  other: 'the images there are those of another database',
  copy: 'another copy of this database works with the images there, or has since this one was made',
}
const ADVICE = 'Give this one a prefix of its own, or run “blobs own” if it has taken that one’s place.'

/** For whoever runs the relay. @returns null where it is this database's place */
export function describeClaim(claimed: Claimed | undefined): string | null {
  return claimed === undefined || claimed === 'own' ? null : `${WHOSE[claimed]}. ${ADVICE}`
}

export function claimPlace(
  store: MarkedStore,
  memory: PlaceMemory,
  now: () => number = Date.now,
): { store: BlobStore; claim: Claim } {
  let ownUntil = 0
  /** None of another is lost by it: what they have is theirs alone, and what this one puts would be swept. */
  let isTaken = false
  let ownTurn: string | null = null

  async function claim(): Promise<Claimed> {
    const claimed = await look()
    isTaken = claimed !== 'own'
    ownUntil = isTaken ? 0 : now() + GOOD_FOR_MS
    return claimed
  }

  async function look(): Promise<Claimed> {
    const id = await memory.readId()
    const isNew = (await store.readMark('owner')) === undefined
    if (isNew) await store.writeMark('owner', id, true)
    const owner = await readTwice('owner', async (text) => text === id)
    if (owner === undefined) throw new BlobsAway('the store does not have what it took')
    if (owner !== id) return 'other'
    // Without an owner, a turn is a leftover.
    const turn = isNew ? undefined : await readTwice('turn', memory.knowsTurn)
    if (turn !== undefined && !(await memory.knowsTurn(turn))) return 'copy'
    const lastAt = await memory.lastTurnAt()
    const age = now() - (lastAt ?? 0)
    const isDue = age > (turn === ownTurn ? TURN_MS : TURN_IS_FREE_MS)
    if (turn === undefined || isDue) await writeTurn(turn)
    return 'own'
  }

  /** On its way it may have been damaged, this once. */
  async function readTwice(
    mark: PlaceMark,
    isExpected: (text: string) => Promise<boolean>,
  ): Promise<string | undefined> {
    const text = await store.readMark(mark)
    if (text === undefined || (await isExpected(text))) return text
    const again = await store.readMark(mark)
    if (again === text || (again !== undefined && (await isExpected(again)))) return again
    throw new BlobsAway('the store does not say twice whose the images are')
  }

  async function writeTurn(last: string | undefined): Promise<void> {
    const turn = randomUUID()
    await memory.addTurn(turn, now(), last)
    await store.writeMark('turn', turn, false)
    ownTurn = turn
  }

  async function need(): Promise<void> {
    const refusal = describeClaim(await claim())
    if (refusal !== null) throw new BlobsAway(refusal)
  }

  return {
    store: {
      ...store,
      async put(hash, data) {
        if (isTaken) await need()
        await store.put(hash, data)
      },
      async delete(hash) {
        if (now() >= ownUntil) await need()
        await store.delete(hash)
      },
    },
    claim: {
      claim,
      async takeOver() {
        await store.writeMark('owner', await memory.readId(), false)
        await writeTurn(undefined)
        isTaken = false
      },
    },
  }
}
