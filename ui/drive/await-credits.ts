import { forecast } from '../forecast.ts'
import type { Shell } from '../shell.ts'
import { readAccount } from './account.ts'

const EVERY_MS = 15_000

/**
 * As long as a press would cost more than is left, asks now and then what is left: nobody tells the panel that a limit was
 * raised, that a month has begun, or that the account was topped up.
 */
export function awaitCredits(shell: Shell): void {
  const timer = setInterval(() => {
    if (shell.state.connection.value.status !== 'connected') return
    const { price } = forecast(shell.state)
    if (price.left !== null && price.credits > price.left) void readAccount(shell)
  }, EVERY_MS)
  shell.signal.addEventListener('abort', () => clearInterval(timer), { once: true })
}
