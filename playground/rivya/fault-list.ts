import type { CallFault, CallName, DeliveryFault, Fault, ImageFault, TaskFault } from './switches.ts'

/** The faults that are switched on, each used up by the calls it was meant for. */
export type FaultList = {
  set(faults: Fault[]): void
  /** What is left. */
  list(): Fault[]
  /** The first fault for this call, counted as used. */
  take(call: Exclude<CallName, 'image'>): CallFault | null
  takeForImage(): CallFault | ImageFault | null
  takeForTask(): TaskFault | null
  takeForDelivery(): DeliveryFault | null
}

export function createFaultList(): FaultList {
  let faults: Fault[] = []

  function takeFirst<F extends Fault>(isMeant: (fault: Fault) => fault is F): F | null {
    const found = faults.find(isMeant)
    if (found?.times === undefined) return found ?? null
    const left = found.times - 1
    faults = faults.flatMap((fault) =>
      fault !== found ? [fault] : left > 0 ? [{ ...fault, times: left }] : [],
    )
    return found
  }

  return {
    set(next) {
      faults = next
    },
    list: () => faults,
    take: (call) => takeFirst((fault): fault is CallFault => fault.on === call || fault.on === 'any'),
    takeForImage: () =>
      takeFirst((fault): fault is CallFault | ImageFault => fault.on === 'image' || fault.on === 'any'),
    takeForDelivery: () => takeFirst((fault): fault is DeliveryFault => fault.on === 'delivery'),
    takeForTask: () => takeFirst((fault): fault is TaskFault => fault.on === 'task'),
  }
}
