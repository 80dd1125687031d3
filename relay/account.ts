/** What is asked of Rivya's account now and then, kept for a while so that panels cost Rivya few calls. */
import { BASE_CREDITS, MAX_PROMPT_LENGTH } from '../contract/model.ts'
import type { Clock } from './clock.ts'
import type { RivyaClient } from './rivya/client.ts'

export type Account = {
  /** Credits; null when Rivya can't be asked. At most 10 s old, a second where it was outdated. */
  balance: () => Promise<number | null>
  /** The same, for those who look again and again: at most a minute old. */
  roughBalance: () => Promise<number | null>
  /** To be called when credits may have been spent or given back. */
  outdate: () => void
  /** As Rivya gives them, at most 10 minutes old; the documented ones until it has answered. */
  model: () => Promise<{ baseCredits: number; maxPromptLength: number }>
  /** Credits to reserve for an image; never waits for Rivya. */
  estimateCredits: () => number
}

const BALANCE_MS = 10_000
const ROUGH_MS = 60_000
/** However much is spent: Rivya counts requests, too. */
const SHORTEST_MS = 1000
const MODEL_MS = 10 * 60_000
/** After an answer that failed, so that it is neither asked in vain all the time nor missed for long. */
const FAILED_MS = 5000
/** A panel that opens must not wait for a Rivya that hangs. */
const PATIENCE_MS = 3000

export function createAccount(rivya: Pick<RivyaClient, 'getCredits' | 'getModel'>, clock: Clock): Account {
  const balance = keep(() => rivya.getCredits(AbortSignal.timeout(PATIENCE_MS)), BALANCE_MS, clock)
  const roughBalance = keep(balance.read, ROUGH_MS, clock)
  const model = keep(() => rivya.getModel(AbortSignal.timeout(PATIENCE_MS)), MODEL_MS, clock)
  let baseCredits = BASE_CREDITS
  return {
    balance: balance.read,
    roughBalance: roughBalance.read,
    outdate: balance.outdate,
    async model() {
      const facts = await model.read()
      baseCredits = facts?.baseCredits ?? baseCredits
      return { baseCredits, maxPromptLength: facts?.maxPromptLength ?? MAX_PROMPT_LENGTH }
    },
    estimateCredits: () => baseCredits,
  }
}

type Kept<T> = { read: () => Promise<T | null>; outdate: () => void }

/** Asks at most once at a time and once in `ms`; anew when the clock was set back, since it says no age any more. */
function keep<T>(ask: () => Promise<T | null>, ms: number, clock: Clock): Kept<T> {
  let known: { value: T | null; at: number; until: number } | null = null
  let asking: Promise<T | null> | null = null

  function askAnew(): Promise<T | null> {
    const question = ask()
      .then((value) => {
        const at = clock.now()
        // Not if it was outdated on its way.
        if (asking === question) known = { value, at, until: at + (value === null ? FAILED_MS : ms) }
        return value
      })
      .finally(() => {
        if (asking === question) asking = null
      })
    return question
  }

  return {
    async read() {
      const now = clock.now()
      if (known !== null && known.at <= now && now < known.until) return known.value
      asking ??= askAnew()
      return asking
    },
    outdate() {
      if (known !== null) known.until = Math.min(known.until, known.at + SHORTEST_MS)
      asking = null
    },
  }
}
