/**
 * What was seen of a finished task, in milliseconds since its submission. The look that found it only says "by now"; taken
 * as the duration it would confirm whatever schedule there is. So a sighting is an interval, and Rivya's own times
 * narrow it only once they have proved to be times of the task: nothing says that `updated_at` is not the moment of the
 * answer.
 */
export type Sighting = {
  /** The last look at which it was not ready; 0 if the first one found it. */
  notYetMs: number
  /** The look that found it. */
  foundMs: number
  /** From creation to the last update by Rivya's clock, as told with the result; null when it did not say. */
  saidMs: number | null
  /** The same as told at the last look before; null when there was none. */
  saidBeforeMs: number | null
  /** When Rivya told by itself that it had ended; null: never, or not yet. */
  toldMs: number | null
  /** Milliseconds since 1970; absent: long ago. */
  finishedAt?: number
}

/** Closer than this to the moment of an answer, a time may as well be that moment: answers and clocks differ by less. */
const SAME_MOMENT_MS = 1000
/** Newest sightings that the times are judged by. */
const JUDGED = 40
/** Times of the task itself are apart from the look that found it about every other time; those of answers never are. */
const MIN_APART = 5
const MIN_SHARE_APART = 0.25

/** Whether Rivya's times have proved to be the task's own. @param sightings newest first */
export function believesTimes(sightings: readonly Sighting[]): boolean {
  const judged = sightings.filter(({ saidMs }) => saidMs !== null).slice(0, JUDGED)
  const apart = judged.filter(isApart).length
  const wrong = judged.filter(isWrong).length
  return apart >= MIN_APART && apart >= judged.length * MIN_SHARE_APART && apart > 3 * wrong
}

/** Judged are the newest so many, and not before there are half of them. */
const JUDGED_WORDS = 16
/** A word that comes later than this after a look has found the end helps nobody. */
const LATE_MS = 1000
/** After this a word that has not come is missing. */
export const WORD_PATIENCE_MS = 5000

/** Whether Rivya's word of an end has proved to come each time, and in time. @param sightings newest first */
export function believesWord(sightings: readonly Sighting[], now = Number.POSITIVE_INFINITY): boolean {
  const judged = sightings.filter((each) => !isAwaited(each, now)).slice(0, JUDGED_WORDS)
  return judged.length >= JUDGED_WORDS / 2 && judged.every(wasTold)
}

function isAwaited({ toldMs, finishedAt = 0 }: Sighting, now: number): boolean {
  return toldMs === null && now - finishedAt < WORD_PATIENCE_MS
}

/** A word before a look at which nothing had ended was wrong. */
function wasTold({ notYetMs, foundMs, toldMs }: Sighting): boolean {
  return toldMs !== null && toldMs >= notYetMs && toldMs <= foundMs + LATE_MS
}

function isApart(sighting: Sighting): boolean {
  const { foundMs, saidMs } = sighting
  return saidMs !== null && foundMs - saidMs > SAME_MOMENT_MS && !isWrong(sighting)
}

/** Ended before it was seen unfinished, or moved along with a look at which nothing had ended. */
function isWrong({ notYetMs, saidMs, saidBeforeMs }: Sighting): boolean {
  if (saidMs !== null && saidMs < notYetMs - SAME_MOMENT_MS) return true
  return saidBeforeMs !== null && notYetMs > 0 && Math.abs(saidBeforeMs - notYetMs) <= SAME_MOMENT_MS
}

/** Between which two durations it lies; the same one twice when it is known. */
export function boundsOf(sighting: Sighting, isBelieved: boolean): [number, number] {
  const { notYetMs, foundMs, saidMs, toldMs } = sighting
  const notYet = Math.max(0, notYetMs)
  const high = Math.max(notYet, foundMs)
  // Where looks are left out, the word of the end is all that bounds it from below.
  const low =
    toldMs !== null && wasTold(sighting) ? Math.min(high, Math.max(notYet, toldMs - LATE_MS)) : notYet
  if (!isBelieved || saidMs === null) return [low, high]
  const known = Math.min(Math.max(saidMs, low), high)
  return [known, known]
}
