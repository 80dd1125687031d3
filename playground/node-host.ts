/** The stand-in for Figma in Node: for the tests and the benchmarks. */
import type { QuickJSWASMModule } from 'quickjs-emscripten'
import { createHost } from './host/create-host.ts'
import type { Environment, Host, HostOptions } from './host/host.ts'
import { loadEngine } from './host/run/engine.ts'
import { fetchBytes } from './host/run/fetch-bytes.ts'
import { nodeCanvas } from './node-canvas.ts'

/**
 * @param options as `HostOptions`; parts of `environment` may be replaced, say by a fake clock
 */
export function createNodeHost(
  options: Omit<HostOptions, 'environment'> & { environment?: Partial<Environment> },
): Host {
  return createHost({ ...options, environment: { ...nodeEnvironment, ...options.environment } })
}

let engine: Promise<QuickJSWASMModule> | null = null

const nodeEnvironment: Environment = {
  canvas: nodeCanvas,
  loadEngine() {
    engine ??= loadEngine()
    return engine
  },
  setTimer: (callback, delayMs) => setTimeout(callback, delayMs),
  clearTimer: (timer) => clearTimeout(timer as NodeJS.Timeout),
  now: () => performance.now(),
  fetch: fetchBytes,
  log(level, values) {
    if (level === 'error' || level === 'assert') console.error(...values)
  },
}
