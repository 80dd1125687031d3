/** The worker's script within the panel: `import text from './some.ts?text'` is that file's bundle, as a string. */
import { dirname, join } from 'node:path'
import { build, type Plugin } from 'esbuild'
import { noteLicences } from './build-licences.ts'
import { minifyAgain } from './build-sandbox.ts'

export const bundleAsText: Plugin = {
  name: 'bundle-as-text',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\.ts\?text$/ }, ({ path, importer }) => ({
      path: join(dirname(importer), path.slice(0, -'?text'.length)),
      namespace: 'text',
    }))
    onLoad({ filter: /./, namespace: 'text' }, async ({ path }) => {
      const { outputFiles, metafile } = await build({
        entryPoints: [path],
        bundle: true,
        write: false,
        metafile: true,
        plugins: [noteLicences],
        logLevel: 'warning',
        format: 'iife',
        platform: 'browser',
        target: 'es2022',
        minify: true,
      })
      return {
        contents: await minifyAgain(outputFiles[0]?.text ?? ''),
        loader: 'text',
        watchFiles: Object.keys(metafile.inputs),
      }
    })
  },
}
