/** QuickJS, with memory to spare. */
import {
  type CustomizeVariantOptions,
  newQuickJSWASMModuleFromVariant,
  newVariant,
  type QuickJSWASMModule,
  RELEASE_SYNC,
} from 'quickjs-emscripten'

/** Node and browsers have it; the typings of Node's rooms do not. */
declare const WebAssembly: {
  Memory: new (pages: {
    initial: number
    maximum: number
  }) => NonNullable<CustomizeVariantOptions['wasmMemory']>
}

const PAGE_BYTES = 65_536
const INITIAL_BYTES = 512 * 1024 * 1024
/** What the module was built for. */
const MAX_BYTES = 2 * 1024 * 1024 * 1024

/**
 * Each call loads a module of its own; share it between hosts. The memory is reserved at once, not used: when it has to
 * grow while jobs run, `executePendingJobs` (0.32) reads a buffer that is gone, makes a stray context of it, and the
 * whole module aborts when that plugin is closed.
 *
 * @param variant where to find the WebAssembly, if not beside the library
 */
export function loadEngine(variant: { wasmLocation?: string } = {}): Promise<QuickJSWASMModule> {
  const wasmMemory = new WebAssembly.Memory({
    initial: INITIAL_BYTES / PAGE_BYTES,
    maximum: MAX_BYTES / PAGE_BYTES,
  })
  return newQuickJSWASMModuleFromVariant(newVariant(RELEASE_SYNC, { wasmMemory, ...variant }))
}
