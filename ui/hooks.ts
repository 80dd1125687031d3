/**
 * The three hooks that the panel is written with, on the ground that Preact's own stand on: what it calls before a component
 * draws, and when it takes one away. Preact's would be another 800 bytes of the compressed panel.
 */
import { type Component, options, type RefObject } from 'preact'

type Effect = () => undefined | (() => void)
type Slot = {
  value?: unknown
  deps?: readonly unknown[]
  /** Of the effect that was begun last. */
  end?: ReturnType<Effect>
  isGone?: boolean
}
/** Preact's names since its version 10: `__c` is a component's instance, `__r` is called before it draws. */
type Drawn = { __c?: Component & { slots?: Slot[] } }
type Ground = { __r: (drawn: Drawn) => void; unmount: (drawn: Drawn) => void }

/** The component that is being drawn, its slots, and how many of them it has asked for. */
let drawn: Component | null = null
let slots: Slot[] = []
let used = 0

const ground: Ground = {
  __r({ __c: component }) {
    if (component === undefined) return
    component.slots ??= []
    drawn = component
    slots = component.slots
    used = 0
  },
  unmount({ __c: component }) {
    for (const slot of component?.slots ?? []) {
      slot.isGone = true
      slot.end?.()
    }
  },
}
Object.assign(options, ground)

/** A component's slots are told apart by their order. */
function nextSlot(): Slot {
  const slot = slots[used] ?? {}
  slots[used] = slot
  used += 1
  return slot
}

export function useState<T>(initial: T): [T, (value: T) => void] {
  const slot = nextSlot()
  if (!('value' in slot)) slot.value = initial
  const component = drawn
  const set = (value: T) => {
    if (Object.is(value, slot.value)) return
    slot.value = value
    component?.setState({})
  }
  return [slot.value as T, set]
}

export function useRef<T>(initial: T | null): RefObject<T>
export function useRef<T>(initial: T): { current: T }
export function useRef<T>(initial: T): { current: T } {
  return useState({ current: initial })[0]
}

/** Begun once the drawing stands, and again after one that changed any of `deps`; what it returns ends it. */
export function useEffect(begin: Effect, deps: readonly unknown[]) {
  const slot = nextSlot()
  const { deps: before } = slot
  if (before?.every((dep, index) => Object.is(dep, deps[index]))) return
  slot.deps = deps
  queueMicrotask(() => {
    if (slot.isGone) return
    slot.end?.()
    slot.end = begin()
  })
}
