/** The alerts of docs/self-hosting.md and the relay's figures, as Prometheus' own tool reads them. */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { startWholeRelay } from '../../relay/support/whole-relay.ts'
import { findProgram, makeFolder } from './debian.ts'

const DOCS = readFileSync(new URL('../../../docs/self-hosting.md', import.meta.url), 'utf8')

function runTool(args: string[], input?: string): string {
  const options = { encoding: 'utf8' as const, ...(input === undefined ? {} : { input }) }
  return execFileSync(findProgram('promtool', 'prometheus'), args, options)
}

it('takes the rules, and each alert asks for series that a relay has from its start', async () => {
  const folder = makeFolder()
  const rules = /```yaml\n(groups:\n.*?)```/s.exec(DOCS)?.[1] ?? ''
  writeFileSync(join(folder, 'rules.yml'), rules)
  expect(runTool(['check', 'rules', join(folder, 'rules.yml')])).toMatch(/SUCCESS: \d+ rules found/)
  const relay = await startWholeRelay({ env: { METRICS_PORT: '0' } })
  const metrics = await (await fetch(`${relay.metricsUrl}/metrics`)).text()
  await relay.close()
  // Node's own figures have names that it finds fault with.
  const own = metrics.split('\n').filter((line) => /^(# \w+ )?relay_/.test(line))
  runTool(['check', 'metrics'], `${own.join('\n')}\n`)
  const asked = [...rules.matchAll(/\b((?:relay|nodejs)_\w+)/g)].map(([name]) => name)
  expect(asked).toContain('relay_account_credits')
  // Requests are the only ones that nobody knows before.
  const unknown = asked.filter((name) => !metrics.includes(`\n${name}`))
  expect([...new Set(unknown)].filter((name) => !name.startsWith('relay_http_request'))).toEqual([])
  rmSync(folder, { recursive: true, force: true })
})

const FIRES = `
rule_files: [rules.yml]
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - series: 'relay_generations_ended_total{status="unknown"}'
        values: '0 0 1 1 1'
      - series: 'relay_account_credits'
        values: '150x20'
    alert_rule_test:
      - eval_time: 4m
        alertname: OutcomeUnknown
        exp_alerts: [{ exp_labels: { status: unknown } }]
      - eval_time: 10m
        alertname: BalanceLow
        exp_alerts: [{}]
`

it('fires at the first unknown outcome, and at a low balance', () => {
  const folder = makeFolder()
  writeFileSync(join(folder, 'rules.yml'), /```yaml\n(groups:\n.*?)```/s.exec(DOCS)?.[1] ?? '')
  writeFileSync(join(folder, 'test.yml'), FIRES)
  expect(runTool(['test', 'rules', join(folder, 'test.yml')])).toContain('SUCCESS')
  rmSync(folder, { recursive: true, force: true })
})
