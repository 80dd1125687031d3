/** What an operator's orders have come to: the same words on the command line and on the admin's page. */
import type { Cancelled } from '../store/generations/cancel.ts'
import type { FetchedAgain } from '../store/generations/fetch-again.ts'

export type Told = { says: string; isDone: boolean }

export function describePause(isNew: boolean): string {
  return isNew ? 'paused: nothing more is paid until "resume"; what was sent runs on' : 'was paused before'
}

export function describeResume(wasPaused: boolean): string {
  return wasPaused ? 'resumed' : 'was not paused'
}

export function describeCancelled(id: string, outcome: Cancelled): Told {
  switch (outcome) {
    case 'cancelled':
      return { says: `cancelled ${id}; nothing was charged`, isDone: true }
    case 'sent':
      return { says: `${id} has been sent or has ended. Rivya can cancel nothing.`, isDone: false }
    case 'not-found':
      return missGeneration(id)
  }
}

export function describeFetched(id: string, outcome: FetchedAgain['kind']): Told {
  switch (outcome) {
    case 'begun':
      return { says: `fetching ${id} again; this costs nothing`, isDone: true }
    case 'not-needed':
      return { says: `${id} is under way or has its images`, isDone: true }
    case 'nothing-there':
      return { says: `${id} was never made at Rivya, or Rivya itself has ended it.`, isDone: false }
    case 'not-found':
      return missGeneration(id)
  }
}

function missGeneration(id: string): Told {
  return {
    says: `There is no generation ${JSON.stringify(id)}. "generation list" shows what runs and waits.`,
    isDone: false,
  }
}
