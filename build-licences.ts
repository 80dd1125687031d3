/** What others have written of what ships: their licences want to go along with it. */
import { readdir, readFile, writeFile } from 'node:fs/promises'
import type { Plugin } from 'esbuild'

const OUTFILE = 'dist/LICENSES.txt'

const folders = new Set<string>()

/** In every build of a bundle, those that end up inside another one, too; before plugins that load files themselves. */
export const noteLicences: Plugin = {
  name: 'note-licences',
  setup(build) {
    build.onLoad({ filter: /\/node_modules\// }, ({ path }) => {
      const [folder] = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path) ?? []
      if (folder !== undefined) folders.add(folder)
      return undefined
    })
  },
}

/** Of all that was bundled up to now, by name. @throws when one of them has none */
export async function writeLicences(): Promise<void> {
  const texts = await Promise.all([...folders].map(describeLicence))
  await writeFile(OUTFILE, [...new Set(texts)].sort().join(`\n${'-'.repeat(80)}\n\n`))
}

async function describeLicence(folder: string): Promise<string> {
  const { name, version, license } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'))
  const file = (await readdir(folder)).find((each) => /^(licen[cs]e|copying)/i.test(each))
  if (file === undefined) {
    if (typeof license !== 'string') throw new Error(`${name} says nothing of its licence.`)
    return `${name} ${version}\n\n${license}\n`
  }
  const text = await readFile(`${folder}/${file}`, 'utf8')
  return `${name} ${version}\n\n${text.trim()}\n`
}
