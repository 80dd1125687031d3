/** Bundles the playground's page; quick enough to be done at every start, so there is nothing that can be stale. */
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'

type PageFiles = { script: Uint8Array; style: Uint8Array }

export async function buildPage(): Promise<PageFiles> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: fileURLToPath(new URL('page/main.tsx', import.meta.url)), out: 'page' },
      { in: fileURLToPath(new URL('page/style.css', import.meta.url)), out: 'page' },
    ],
    outdir: 'page',
    write: false,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    logLevel: 'warning',
  })
  const find = (extension: string): Uint8Array => {
    const file = outputFiles.find(({ path }) => path.endsWith(extension))
    if (file === undefined) throw new Error(`The page's bundle has no ${extension}`)
    return file.contents
  }
  return { script: find('.js'), style: find('.css') }
}
