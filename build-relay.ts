/** The relay's bundle, by itself, so that its tests run what `npm run build` makes. */
import type { BuildOptions, Plugin } from 'esbuild'
import { putAdminPage } from './build-admin.ts'
import { noteLicences } from './build-licences.ts'

// An older Node refuses the whole file for an import that it can't resolve, with a stack instead of the line by which
// the relay says what it needs. Asked for like this, the module is merely absent there.
const openSqliteLate: Plugin = {
  name: 'open-sqlite-late',
  setup(build) {
    build.onResolve({ filter: /^node:sqlite$/ }, ({ path }) => ({ path, namespace: 'late' }))
    build.onLoad({ filter: /./, namespace: 'late' }, ({ path }) => ({
      contents: `export const { DatabaseSync } = process.getBuiltinModule?.('${path}') ?? {}`,
    }))
  },
}

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
  plugins: [noteLicences, openSqliteLate, putAdminPage],
  // Some of the relay's libraries are CommonJS and call require() for Node's own modules.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
}

export const relay = { name: 'relay', options }
