/** The admin's page, as text in the relay's bundle: the server needs no other file, and no build. */
import { readFile } from 'node:fs/promises'
import { build, type Plugin } from 'esbuild'
import { noteLicences } from './build-licences.ts'

const HTML = 'admin/index.html'

export const putAdminPage: Plugin = {
  name: 'put-admin-page',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]relay[\\/]http[\\/]admin[\\/]page-files\.ts$/ }, async () => {
      const { outputFiles, metafile } = await build({
        bundle: true,
        write: false,
        metafile: true,
        plugins: [noteLicences],
        logLevel: 'silent',
        define: { 'process.env.NODE_ENV': '"production"' },
        entryPoints: ['admin/main.tsx'],
        outdir: 'dist',
        format: 'iife',
        platform: 'browser',
        target: 'es2022',
        minify: true,
        jsx: 'automatic',
        jsxImportSource: 'preact',
      })
      const text = (extension: string) => outputFiles.find(({ path }) => path.endsWith(extension))?.text ?? ''
      const files = { html: await readFile(HTML, 'utf8'), script: text('.js'), style: text('.css') }
      return {
        contents: `export const PAGE_FILES = ${JSON.stringify(files)}`,
        watchFiles: [HTML, ...Object.keys(metafile.inputs)],
      }
    })
  },
}
