/** The sandbox's bundle, by itself, so that its tests run what `npm run build` makes. */
import { readFile, writeFile } from 'node:fs/promises'
import type { BuildOptions, BuildResult, Plugin } from 'esbuild'
import { type MinifyOptions, minify } from 'terser'
import { noteLicences } from './build-licences.ts'

const OUTFILE = 'dist/code.js'

// A schema that nothing uses stays in the bundle unless its call is marked as pure: valibot says so of its functions in
// a way that esbuild sees within valibot's own file only. Half of the contract is of no use in the sandbox.
const PURE_CALL =
  /\b(?:v\.(?!parse|safeParse)\w+|message|numbered|say|Object\.(?:keys|assign)|[A-Z_]+\.join)\(/g
/** Asked for a hundred times: a constant of `contract/parsing.ts` is shorter than a call. */
const PLAIN_TYPE = /\bv\.(string|number|boolean)\(\)/g
export const markContractAsPure: Plugin = {
  name: 'mark-contract-as-pure',
  setup(build) {
    build.onLoad({ filter: /[\\/]contract[\\/][\w-]+\.ts$/ }, async ({ path }) => ({
      loader: 'ts',
      contents: (await readFile(path, 'utf8'))
        .replace(PLAIN_TYPE, 'v.$1Type')
        .replace(PURE_CALL, '/* @__PURE__ */ $&'),
    }))
  },
}

/**
 * Fields of the sandbox's own that are written short: none of these names is in a message, in what is stored, or in Figma's
 * API. A test looks for them there.
 */
export const OWN_FIELDS =
  'allFills clips hasMoved head isEllipse isFillable isIcon isLast isOnTop isOwn isTransparent knownPlaces radii roots score sight unlike workMs'.split(
    ' ',
  )

const options: BuildOptions = {
  bundle: true,
  mangleProps: new RegExp(`^(${OWN_FIELDS.join('|')})$`),
  logLevel: 'warning',
  entryPoints: ['plugin/main.ts'],
  outfile: OUTFILE,
  write: false,
  format: 'iife',
  platform: 'neutral',
  target: 'es2020',
  minifySyntax: true,
  mainFields: ['module', 'main'],
  // valibot reports what is wrong where, in an eighth of the bundle; see contract/parsing.ts.
  alias: { valibot: './contract/parsing.ts' },
  plugins: [noteLicences, markContractAsPure],
}

export const sandbox = {
  name: 'sandbox',
  options,
  finish: async (result: BuildResult) => writeFile(OUTFILE, await finishSandbox(result)),
}

/** The text of code.js. */
export async function finishSandbox({ outputFiles }: BuildResult): Promise<string> {
  const text = await minifyAgain(withArrows(outputFiles?.[0]?.text ?? ''))
  refuseLoaderPatterns(OUTFILE, text)
  return text
}

// An arrow function is ten bytes shorter than a declared one. No minifier makes one of the other, since only a declared one
// can be called before its line is reached. Here none is: where one were, the plugin would not start.
const DECLARED_FUNCTION = /^ {2}(async )?function (\w+)(\(.*\)) \{$/gm
const withArrows = (text: string) => text.replace(DECLARED_FUNCTION, '  var $2 = $1$3 => {')

const minifying: MinifyOptions = {
  ecma: 2020,
  compress: {
    passes: 5,
    unsafe: true,
    keep_fargs: false,
    lhs_constants: false,
    pure_getters: true,
    unsafe_arrows: true,
  },
  toplevel: true,
}

/** A second pass over esbuild's output, which takes another twentieth off it. */
export async function minifyAgain(text: string): Promise<string> {
  return (await minify(text, minifying)).code ?? ''
}

/** Throws on what Figma's loader refuses: it reads the text of code.js, strings included. */
function refuseLoaderPatterns(path: string, text: string): void {
  for (const pattern of ['import(', 'import (', '<!--', '-->']) {
    if (text.includes(pattern)) throw new Error(`${path} contains "${pattern}", which Figma refuses to load.`)
  }
}
