/** The relay's bundle, by itself, so that its tests run what `npm run build` makes. */
import type { BuildOptions } from 'esbuild'

const options: BuildOptions = {
  bundle: true,
  logLevel: 'warning',
  define: { 'process.env.NODE_ENV': '"production"' },
  entryPoints: ['relay/main.ts'],
  outfile: 'dist/relay.mjs',
  format: 'esm',
  platform: 'node',
  target: 'node22',
  external: ['pg-native'],
  // Some of the relay's libraries are CommonJS and call require() for Node's own modules.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
}

export const relay = { name: 'relay', options }
