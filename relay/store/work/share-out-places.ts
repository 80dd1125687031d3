/** Fairness between users, as a decision about plain values. */

export type QueueOfPerson = {
  personId: string
  waiting: number
  inFlight: number
  /** Milliseconds since 1970; 0: never. */
  lastAdmittedAt: number
}

/**
 * Each free place goes to the user who has the fewest in flight, of those to the one who has waited longest since the
 * last admission: forty images of one person delay another's single image by one finished task at most.
 *
 * @returns how many of the person's oldest generations to admit
 */
export function shareOutPlaces(queues: QueueOfPerson[], freePlaces: number): Map<string, number> {
  const open = queues.filter((queue) => queue.waiting > 0).map((queue) => ({ ...queue }))
  const shares = new Map<string, number>()
  for (let place = 0; place < freePlaces; place += 1) {
    const next = open.filter((queue) => queue.waiting > 0).sort(compareTurn)[0]
    if (next === undefined) break
    next.waiting -= 1
    next.inFlight += 1
    next.lastAdmittedAt = Number.MAX_SAFE_INTEGER
    shares.set(next.personId, (shares.get(next.personId) ?? 0) + 1)
  }
  return shares
}

function compareTurn(one: QueueOfPerson, other: QueueOfPerson): number {
  return (
    one.inFlight - other.inFlight ||
    one.lastAdmittedAt - other.lastAdmittedAt ||
    (one.personId < other.personId ? -1 : 1)
  )
}
