/** What axe has to say of one document: the page, or the panel in its iframe. */
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import type axe from 'axe-core'
import type { Frame } from 'playwright-core'

declare global {
  interface Window {
    axe?: typeof axe
  }
}

const script = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

type Violation = { rule: string; impact: string; element: string; summary: string }

/**
 * Of the frame's own document, without the iframes in it: each is asked on its own. Axe's binding for Playwright carries
 * all that passes, too, through a blank page, which takes ten times as long; and it leaves an iframe out without a word
 * when that is busy for a second.
 */
export async function findViolations(frame: Frame): Promise<Violation[]> {
  if (await frame.evaluate(() => window.axe === undefined)) await frame.evaluate(script)
  return frame.evaluate(async () => {
    const results = await window.axe?.run({
      iframes: false,
      resultTypes: ['violations'],
      // Of WCAG 2.2, level AA, and off unless it is asked for.
      rules: { 'target-size': { enabled: true } },
    })
    if (results === undefined) throw new Error('axe is not in this frame.')
    return results.violations.flatMap(({ id, impact, nodes }) =>
      nodes.map(({ target, failureSummary }) => ({
        rule: id,
        impact: impact ?? 'unknown',
        element: target.join(' '),
        summary: failureSummary ?? '',
      })),
    )
  })
}

export async function findSeriousViolations(frame: Frame): Promise<Violation[]> {
  const violations = await findViolations(frame)
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
}
