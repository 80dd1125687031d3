/** Lets a limited number of holders in at a time, in the order in which they came. */
export class Gate {
  readonly #places: number
  #inside = 0
  readonly #queue: { enter: () => void }[] = []

  constructor(places: number) {
    this.#places = places
  }

  get waiting(): number {
    return this.#queue.length
  }

  get isIdle(): boolean {
    return this.#inside === 0
  }

  /**
   * @returns leaves again (once, however often it is called); null when `signal` fired before there was a place
   */
  async enter(signal: AbortSignal): Promise<(() => void) | null> {
    if (signal.aborted) return null
    if (this.#inside < this.#places) {
      this.#inside += 1
      return this.#leaveOnce()
    }
    return new Promise((resolve) => {
      const giveUp = () => {
        this.#queue.splice(this.#queue.indexOf(waiter), 1)
        resolve(null)
      }
      const waiter = {
        enter: () => {
          signal.removeEventListener('abort', giveUp)
          resolve(this.#leaveOnce())
        },
      }
      this.#queue.push(waiter)
      signal.addEventListener('abort', giveUp, { once: true })
    })
  }

  #leaveOnce(): () => void {
    let isInside = true
    return () => {
      if (!isInside) return
      isInside = false
      const next = this.#queue.shift()
      // The place goes straight to the next in line.
      if (next === undefined) this.#inside -= 1
      else next.enter()
    }
  }
}
