// How well what comes back is fitted, beside pasting it. Alone: `node test/bench/seam.ts`.
import { extendMany, fillMany, mistakeMany, type Outcome } from './seam/fit-many.ts'
import { measureInWorker } from './seam/in-worker.ts'
import { median, percentile, table, verdict } from './support/tables.ts'

const COUNT = 200
const STEP_AIM = 2
const SHARE_AIM = 1 / 5
const SHIFT_AIM_PX = 0.5
const SCALE_AIM = 0.001
const MS_AIM = 700
const LONG_TASK_MS = 50

/** @returns Markdown */
export async function run(): Promise<string> {
  const extended = await collect(extendMany(COUNT))
  const filled = await collect(fillMany(COUNT))
  const mistaken = await collect(mistakeMany(COUNT))
  const { taken, longTasks } = await measureInWorker()
  const calledSo = mistaken.filter(({ isCalledSo }) => isCalledSo).length / COUNT
  const changed = extended.filter(({ changed }) => changed !== 0).length
  return [
    '## The seam',
    '',
    `${COUNT} seeded pictures (photographic textures, flat graphics, gradients, text; some half a megapixel each) that a model has drawn anew: shifted by up`,
    'to 12 px, scaled by up to 2 %, tinted by up to 8 % in each channel, with grain, some in twice the pixels. Pasting is the same without fitting.',
    'The step across the seam is of 255, less that of the natural picture.',
    '',
    table(
      ['what', 'pasting', 'fitted', 'aim', 'reached?'],
      [
        [
          'Extended: pictures whose kept part differs beyond the feather',
          '0',
          String(changed),
          '0',
          verdict(changed === 0),
        ],
        ...rowsOf('Extended', extended),
        ...rowsOf('An area', filled),
        ['Something else is called so', '—', share(calledSo), '99 %', verdict(calledSo >= 0.99)],
        [
          'Fitting 2 MP in the worker, p50 (worst)',
          '—',
          `${Math.round(median(taken))} ms (${Math.round(Math.max(...taken))} ms)`,
          `${MS_AIM} ms`,
          verdict(median(taken) <= MS_AIM),
        ],
        [
          'Tasks over 50 ms in the page meanwhile',
          '—',
          String(longTasks.filter((ms) => ms > LONG_TASK_MS).length),
          'none',
          verdict(longTasks.every((ms) => ms <= LONG_TASK_MS)),
        ],
      ],
    ),
    '',
  ].join('\n')
}

async function collect<T>(outcomes: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = []
  for await (const outcome of outcomes) all.push(outcome)
  return all
}

function rowsOf(what: string, outcomes: Outcome[]): string[][] {
  const fitted = outcomes.filter(({ isFitted }) => isFitted)
  const part = (isSo: (outcome: Outcome) => boolean) => fitted.filter(isSo).length / outcomes.length
  const step = percentile(
    fitted.map((outcome) => outcome.step),
    95,
  )
  const pasted = percentile(
    outcomes.map(({ pastedStep }) => pastedStep),
    95,
  )
  const isShiftRight = part(({ shiftError }) => shiftError <= SHIFT_AIM_PX)
  const isScaleRight = part(({ scaleError }) => scaleError <= SCALE_AIM)
  const unfit = 1 - fitted.length / outcomes.length
  return [
    [
      `${what}: step across the seam, p95`,
      pasted.toFixed(2),
      step.toFixed(2),
      `${STEP_AIM}, and ⅕ of pasting`,
      verdict(step <= STEP_AIM && step <= pasted * SHARE_AIM),
    ],
    [
      `${what}: shift within ${SHIFT_AIM_PX} px`,
      '—',
      share(isShiftRight),
      '95 %',
      verdict(isShiftRight >= 0.95),
    ],
    [`${what}: scale within 0.1 %`, '—', share(isScaleRight), '95 %', verdict(isScaleRight >= 0.95)],
    [`${what}: a fitting one called unfit`, '—', share(unfit), '1 %', verdict(unfit <= 0.01)],
  ]
}

const share = (part: number) => `${(part * 100).toFixed(1)} %`

if (import.meta.main) console.log(await run())
