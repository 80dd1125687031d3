/** What the host takes from the browser. The engine's WebAssembly is served beside the page. */
import type { QuickJSWASMModule } from 'quickjs-emscripten'
import type { Environment } from '../host/host.ts'
import { loadEngine } from '../host/run/engine.ts'
import { fetchBytes } from '../host/run/fetch-bytes.ts'
import { browserCanvas } from './browser-canvas.ts'

let engine: Promise<QuickJSWASMModule> | null = null

export const browserEnvironment: Environment = {
  canvas: browserCanvas,
  loadEngine() {
    engine ??= loadEngine({ wasmLocation: '/quickjs.wasm' })
    return engine
  },
  setTimer: (callback, delayMs) => window.setTimeout(callback, delayMs),
  clearTimer: (timer) => window.clearTimeout(Number(timer)),
  now: () => performance.now(),
  fetch: fetchBytes,
  log(level, values) {
    if (level === 'clear') return
    if (level === 'assert') console.error('Assertion failed:', ...values)
    else console[level](...values)
  },
}
