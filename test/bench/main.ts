// `npm run bench`: every room's measurements as one document, to be kept as docs/benchmarks.md.
import { existsSync } from 'node:fs'
import { cpus, loadavg, totalmem } from 'node:os'

/** In the order of the document. Each file exports `run`, which measures and returns Markdown. */
const ROOMS = ['polling', 'told', 'relay', 'large-history', 'admin-page', 'replicas', 'panel', 'seam']

console.log(`# Benchmarks

Made by \`npm run bench\` on a machine with ${cpus().length} cores and ${Math.round(totalmem() / 1e9)} GB of memory, Node ${process.versions.node}.
Each figure stands beside its baseline, measured in the same run; on another machine compare the ratios. When it began, ${(loadavg()[0] ?? 0).toFixed(1)}
processes wanted to run at once on average: with more than there are cores, waits are those of the machine as well.
`)
for (const room of ROOMS) {
  const file = new URL(`./${room}.ts`, import.meta.url)
  if (!existsSync(file)) continue
  const { run }: { run: () => string | Promise<string> } = await import(file.href)
  console.log(await run())
}
