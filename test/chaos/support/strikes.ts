/** Strikes at relays of a fleet: first some freeze, then some are killed. */
import type { KeptRelay } from './keep-running.ts'
import type { Chance } from './seeds.ts'

const KILLS = 6
const FREEZES = 3
const STRIKE_CHANCE = 0.05
/** Real time, twice the lease: others have taken over when it goes on with what it had begun. */
const FROZEN_MS = 2500

export const ALL_STRIKES = { kills: KILLS, freezes: FREEZES }

/** To be asked at any moment: now and then what is done there is the last that its relay does for long. */
export function planStrikes(chance: Chance, relayOf: (member: number) => KeptRelay | undefined) {
  const freezes: Promise<void>[] = []
  let kills = 0
  return {
    async mayStrike(member: number, probability = STRIKE_CHANCE): Promise<void> {
      const relay = relayOf(member)
      if (relay === undefined || !chance.isHit(probability)) return
      if (freezes.length < FREEZES) {
        freezes.push(relay.freezeFor(FROZEN_MS))
      } else if (kills < KILLS) {
        kills += 1
        await relay.kill()
      }
    },
    /** @returns what there has been, when the last freeze has ended */
    async whenOver() {
      await Promise.all(freezes)
      return { kills, freezes: freezes.length }
    },
  }
}
