/** Places for downloads: bounded for each host, so that one which does not answer keeps no image of another from coming. */
import { Gate } from '../../gate.ts'

/** A finished image has up to 32 MB. */
const PLACES = 8
/** Three hosts that let everybody wait leave two places to the others. */
const PLACES_OF_ONE_HOST = 2

type DownloadPlaces = {
  /** @returns leaves again; null when `signal` fired before there was a place */
  enter(link: string, signal: AbortSignal): Promise<(() => void) | null>
}

export function createDownloadPlaces(): DownloadPlaces {
  const all = new Gate(PLACES)
  const ofHosts = new Map<string, Gate>()

  return {
    async enter(link, signal) {
      const host = URL.canParse(link) ? new URL(link).host : ''
      const ofHost = ofHosts.get(host) ?? new Gate(PLACES_OF_ONE_HOST)
      ofHosts.set(host, ofHost)
      const leaveHost = await ofHost.enter(signal)
      if (leaveHost === null) return null
      const leaveAll = await all.enter(signal)
      const leave = () => {
        leaveAll?.()
        leaveHost()
        if (ofHost.isIdle) ofHosts.delete(host)
      }
      if (leaveAll !== null) return leave
      leave()
      return null
    },
  }
}
