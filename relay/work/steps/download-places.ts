/** Places for downloads: bounded for each host, so that one which does not answer keeps no image of another from coming. */
import { Gate } from '../../gate.ts'

/** A finished image has up to 32 MB. */
const PLACES = 8
/** Three hosts that let everybody wait leave two places to the others. */
const PLACES_OF_ONE_HOST = 2

type DownloadPlaces = {
  /** So many want to enter. */
  readonly waiting: number
  /** @returns leaves again; null when `signal` fired before there was a place */
  enter(link: string, signal: AbortSignal): Promise<(() => void) | null>
}

export function createDownloadPlaces(): DownloadPlaces {
  const all = new Gate(PLACES)
  const ofHosts = new Map<string, Gate>()
  let waiting = 0

  async function enterBoth(ofHost: Gate, signal: AbortSignal): Promise<(() => void) | null> {
    const leaveHost = await ofHost.enter(signal)
    if (leaveHost === null) return null
    const leaveAll = await all.enter(signal)
    if (leaveAll === null) {
      leaveHost()
      return null
    }
    return () => {
      leaveAll()
      leaveHost()
    }
  }

  return {
    get waiting() {
      return waiting
    },
    async enter(link, signal) {
      const host = URL.canParse(link) ? new URL(link).host : ''
      const ofHost = ofHosts.get(host) ?? new Gate(PLACES_OF_ONE_HOST)
      ofHosts.set(host, ofHost)
      waiting += 1
      const leave = await enterBoth(ofHost, signal).finally(() => {
        waiting -= 1
      })
      const forget = () => {
        if (ofHost.isIdle) ofHosts.delete(host)
      }
      if (leave === null) {
        forget()
        return null
      }
      return () => {
        leave()
        forget()
      }
    },
  }
}
