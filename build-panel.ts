/** The panel's bundle: one page, with its script and its style in it. */
import { readFile, writeFile } from 'node:fs/promises'
import { type BuildOptions, type BuildResult, build } from 'esbuild'
import { noteLicences } from './build-licences.ts'
import { markContractAsPure, minifyAgain } from './build-sandbox.ts'
import { bundleAsText } from './build-worker.ts'

const MAIN = 'ui/main.tsx'
const OUTFILE = 'dist/ui.html'

// gzip finds what was there before within 32 kB, a sixth of the script. In the order of the imports, buttons stand between
// uploads and sentences; room by room, what is alike stands together.
const ROOMS = [
  'ui/images/',
  'ui/prompt/',
  'contract/',
  'ui/targets/',
  'ui/',
  'ui/state/',
  'ui/actions/',
  'ui/components/',
  'ui/drive/',
]

/** @param relayUrl without a trailing slash */
export async function makePanel(relayUrl: string) {
  const options: BuildOptions = {
    bundle: true,
    logLevel: 'warning',
    define: { __RELAY_URL__: JSON.stringify(relayUrl), 'process.env.NODE_ENV': '"production"' },
    outdir: 'dist',
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    minify: true,
    tsconfigRaw: { compilerOptions: { jsx: 'react', jsxFactory: 'h', jsxFragmentFactory: 'Fragment' } },
    inject: ['ui/jsx.ts'],
    // valibot reports what is wrong where, in 3 kB of the compressed page; see contract/parsing.ts.
    alias: { valibot: './contract/parsing.ts' },
    plugins: [noteLicences, markContractAsPure, bundleAsText],
  }
  const { metafile } = await build({
    ...options,
    entryPoints: [MAIN],
    metafile: true,
    plugins: [],
    external: ['*?text'],
  })
  const contents = [...inRooms(Object.keys(metafile.inputs)), MAIN].map((path) => `import './${path}'`)
  return {
    name: 'panel',
    options: { ...options, stdin: { contents: contents.join('\n'), resolveDir: '.' } },
    finish: async ({ outputFiles = [] }: BuildResult) => writeFile(OUTFILE, await makePage(outputFiles)),
  }
}

function inRooms(paths: string[]): string[] {
  const modules = paths.filter((path) => /\.tsx?$/.test(path) && roomOf(path) >= 0 && path !== MAIN)
  return modules.sort((a, b) => roomOf(a) - roomOf(b) || (a < b ? -1 : 1))
}

/** The innermost; -1 where it is in none. */
function roomOf(path: string): number {
  const around = ROOMS.filter((room) => path.startsWith(room))
  return ROOMS.indexOf(around.sort((a, b) => b.length - a.length)[0] ?? '')
}

async function makePage(files: NonNullable<BuildResult['outputFiles']>): Promise<string> {
  const page = await readFile('ui/index.html', 'utf8')
  const text = (extension: string) => files.find((file) => file.path.endsWith(extension))?.text ?? ''
  const code = await minifyAgain(text('.js'))
  // A function as replacement: in a string, `$&` and the like in the bundle would be read as patterns.
  return page
    .replace('<!-- style -->', () => `<style>${text('.css')}</style>`)
    .replace('<!-- script -->', () => `<script>${code}</script>`)
}
