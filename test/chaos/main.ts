// `npm run chaos`: the chaos tests with many more random runs than `npm test` takes the time for. Every run names its
// seed; `CHAOS_SEED=… npm run chaos` repeats that one. Among them are those with real services, which need Debian's
// packages postgresql, pgbouncer, nginx, caddy, prometheus, swift-proxy, swift-account, swift-container, swift-object,
// memcached, radosgw, ceph-mon and ceph-osd and say so where one is missing.
import { spawnSync } from 'node:child_process'

/** For each random run of `npm test`; some hundred SIGKILLs and about half an hour. */
const RUNS = '40'

const { status } = spawnSync(
  process.execPath,
  ['node_modules/vitest/vitest.mjs', 'run', '--project', 'chaos', ...process.argv.slice(2)],
  { stdio: 'inherit', env: { CHAOS_RUNS: RUNS, ...process.env } },
)
process.exit(status ?? 1)
