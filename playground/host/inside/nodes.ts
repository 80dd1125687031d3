/** Node objects: thin handles whose every access asks the host. Runs inside QuickJS; see `transfer.ts`. */
import type { NodeShapes } from '../file/node-shapes.ts'
import type { Link } from './link.ts'

export type NodeRef = { id: string; type: string }
export type Nodes = {
  /** The node object of a reference; always the same one for an id. */
  wrap(ref: unknown): object | null
  wrapAll(refs: unknown): object[]
  /** The id of a node object, or null for anything else. */
  idOf(value: unknown): string | null
  /** A plain object for a node that is gone. */
  freeze<T>(value: T): T
}

export function makeNodes(
  link: Link,
  shapes: NodeShapes,
  refused: Readonly<Record<string, readonly string[]>>,
  listenToPage: (id: string) => object,
): Nodes {
  const ids = new WeakMap<object, string>()
  const cache = new Map<string, object>()
  const prototypes = new Map<string, object>()
  type Self = { readonly children: readonly Node[] }
  type Node = Self & Record<string, unknown>
  type Test = (node: Node) => boolean

  function wrap(ref: unknown): object | null {
    if (ref === null || ref === undefined) return null
    const { id, type } = ref as NodeRef
    const known = cache.get(id)
    if (known !== undefined) return known
    const node: object = Object.create(prototypeOf(type))
    ids.set(node, id)
    cache.set(id, node)
    return Object.preventExtensions(node)
  }

  function wrapAll(refs: unknown): object[] {
    return (refs as NodeRef[]).map(wrap).filter((node): node is object => node !== null)
  }

  function idOf(value: unknown): string | null {
    return typeof value === 'object' && value !== null ? (ids.get(value) ?? null) : null
  }

  function selfId(self: object): string {
    const id = ids.get(self)
    if (id === undefined) throw new TypeError('Illegal invocation')
    return id
  }

  function freeze<T>(value: T): T {
    if (typeof value === 'object' && value !== null && !(value instanceof Uint8Array)) {
      Object.freeze(value)
      Object.values(value).forEach(freeze)
    }
    return value
  }

  /** Nodes among arguments go as their ids. */
  function argumentsFor(values: unknown[]): unknown[] {
    return values.map((value) => idOf(value) ?? value)
  }

  /** What a kind of node does not have is no undefined: Figma throws when it is read, and `in` answers false. */
  function absentOf(type: string): object {
    return new Proxy(Object.prototype, {
      get(target, name, self) {
        // A promise that is to give a node asks for its `then`.
        if (typeof name === 'symbol' || name === 'then' || name in target)
          return Reflect.get(target, name, self)
        throw new TypeError(`in get_${name}: no such property '${name}' on ${type} node`)
      },
    })
  }

  function prototypeOf(type: string): object {
    const known = prototypes.get(type)
    if (known !== undefined) return known
    const shape = shapes[type]
    if (shape === undefined) throw new Error(`There is no node of type ${type}`)
    const prototype: object = Object.create(absentOf(type))
    const define = (name: string, descriptor: PropertyDescriptor) =>
      Object.defineProperty(prototype, name, { enumerable: true, configurable: false, ...descriptor })
    const method = (name: string, run: (id: string, values: unknown[], self: Node) => unknown) =>
      define(name, {
        value(this: Node, ...values: unknown[]) {
          return run(selfId(this), values, this)
        },
      })

    define('id', {
      get() {
        return selfId(this)
      },
    })
    // Asked for at every step of a walk, and it never changes: answered without a call to the host.
    define('type', {
      get() {
        selfId(this)
        return type
      },
      set() {
        throw new TypeError("in set_type: Cannot assign to read only property 'type'")
      },
    })
    for (const name of shape.fields) {
      define(name, {
        get() {
          return freeze(link.call('get-field', selfId(this), name))
        },
        set(value: unknown) {
          link.call('set-field', selfId(this), name, value)
        },
      })
    }
    for (const name of refused[type] ?? []) {
      const refuse = (doing: string) => () => {
        throw new Error(`in ${doing}_${name}: The stand-in for Figma does not have "${name}" of a ${type}`)
      }
      define(name, { get: refuse('get'), set: refuse('set') })
    }
    for (const name of shape.nodeFields) {
      define(name, {
        get() {
          return wrap(link.call('get-node', selfId(this), name))
        },
        set() {
          throw new TypeError(`in set_${name}: Cannot assign to read only property '${name}'`)
        },
      })
    }
    for (const name of shape.nodeListFields) {
      define(name, {
        get() {
          return Object.freeze(wrapAll(link.call('get-nodes', selfId(this), name)))
        },
        set(value: unknown) {
          const nodes = Array.isArray(value) ? argumentsFor(value) : value
          link.call('set-nodes', selfId(this), name, nodes)
        },
      })
    }
    for (const name of shape.methods) {
      method(name, (id, values) => freeze(link.call('call-method', id, name, argumentsFor(values))))
    }
    for (const name of shape.nodeMethods) {
      method(name, (id, values) => wrap(link.call('call-method', id, name, argumentsFor(values))))
    }
    for (const name of shape.asyncMethods) {
      method(name, (id, values) => link.ask('call-async-method', id, name, argumentsFor(values)))
    }
    for (const name of shape.asyncNodeMethods) {
      method(name, async (id, values) =>
        wrap(await link.ask('call-async-method', id, name, argumentsFor(values))),
      )
    }
    if (shape.nodeListFields.includes('children')) defineSearch(method)
    if (type === 'PAGE') {
      for (const name of ['on', 'once', 'off'] as const) {
        method(name, (id, values) => {
          const events = listenToPage(id) as Record<string, (...values: unknown[]) => unknown>
          return events[name]?.(...values)
        })
      }
    }
    define('toString', {
      value() {
        return `[object ${type}]`
      },
    })
    prototypes.set(type, prototype)
    return prototype
  }

  /** Depth first, parents before their children, from the bottom layer, as Figma searches. */
  function search(self: Self, test: Test, isOnlyFirst: boolean): Node[] {
    const found: Node[] = []
    const visit = (node: Node): boolean => {
      if (test(node)) found.push(node)
      if (isOnlyFirst && found.length > 0) return true
      return 'children' in node && node.children.some(visit)
    }
    self.children.some(visit)
    return found
  }

  function defineSearch(
    method: (name: string, run: (id: string, values: unknown[], self: Node) => unknown) => void,
  ): void {
    const asTest = (value: unknown): Test => (value === undefined ? () => true : (value as Test))
    method('findAll', (_, [test], self) => search(self, asTest(test), false))
    method('findOne', (_, [test], self) => search(self, asTest(test), true)[0] ?? null)
    method('findChildren', (_, [test], self) => self.children.filter(asTest(test)))
    method('findChild', (_, [test], self) => self.children.find(asTest(test)) ?? null)
    method('findAllWithCriteria', (id, [criteria]) => wrapAll(link.call('find-nodes', id, criteria)))
  }

  return { wrap, wrapAll, idOf, freeze }
}
