import { type CallName, type FaultProxy, startFaultProxy } from './fault-proxy.ts'

export type Holding = FaultProxy & {
  /** How many calls of the name have come, held or not. */
  count: () => number
  /** From now on they pass, those that are held as well. */
  letGo: () => void
}

/** In front of the stand-in: every call of a name stands still on its way, so that it is certainly under way. */
export async function holdCalls(upstream: string, name: CallName): Promise<Holding> {
  let letGo = (): void => undefined
  const isFree = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const proxy = await startFaultProxy(upstream, async (call) => {
    if (call.name === name) await isFree
    return { kind: 'pass' }
  })
  return { ...proxy, count: () => proxy.calls.filter((call) => call.name === name).length, letGo }
}
