import { startMeasuredRelay } from '../support/relay-process.ts'
import { percentile, verdict } from '../support/tables.ts'
import { makeUpload, vary } from './make-upload.ts'

const ROUNDS = 5
const REFERENCES = 8
const REFERENCE_BYTES = 1_500_000
/** What Rivya takes for each upload. */
const UPLOAD_MS = 400
const WRITING_MS = 10_000
const AHEAD_AIM_MS = 300
const AT_PRESS_AIM = 1.3

/**
 * From the press to the paid call with eight references, when Rivya takes its time for each: added while the person still
 * writes, and added at the press. The baseline is one upload at a time, which takes eight times as long as one.
 */
export async function measureHandOver(): Promise<string[][]> {
  const relay = await startMeasuredRelay(1)
  const authorization = relay.bearers[0] ?? ''
  const standIn = async (path: string, body: object) =>
    (
      await fetch(`${relay.standInUrl}/_stand-in/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).text()
  const bytes = makeUpload(REFERENCE_BYTES)

  async function addReferences(): Promise<string[]> {
    const ids = []
    for (let number = 0; number < REFERENCES; number += 1) {
      const response = await fetch(`${relay.url}/v1/uploads`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'image/png' },
        body: vary(bytes),
      })
      const { id }: { id: string } = JSON.parse(await response.text())
      ids.push(id)
    }
    return ids
  }

  /** Milliseconds until the relay says that Rivya has the task. */
  async function press(ids: string[], key: string): Promise<number> {
    const pressedAt = performance.now()
    const response = await fetch(`${relay.url}/v1/generations`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({
        prompt: 'A mug on an oak table',
        aspect_ratio: '4:3',
        resolution: '1K',
        references: ids.map((upload_id) => ({ upload_id })),
      }),
    })
    const { id }: { id?: string } = JSON.parse(await response.text())
    if (id === undefined) throw new Error(`not accepted: ${response.status}`)
    for (let cursor = '0'; ; ) {
      const answer = await fetch(`${relay.url}/v1/events?after=${cursor}&wait=25`, {
        headers: { authorization },
      })
      const page: { cursor: string; generations: { id: string; status: string }[] } = JSON.parse(
        await answer.text(),
      )
      cursor = page.cursor
      const status = page.generations.find((each) => each.id === id)?.status
      if (status !== undefined && !['accepted', 'submitting'].includes(status))
        return performance.now() - pressedAt
    }
  }

  try {
    await standIn('switches', { faults: [{ on: 'upload', kind: 'slow', ms: UPLOAD_MS }] })
    const ahead: number[] = []
    const atPress: number[] = []
    for (let round = 0; round < ROUNDS; round += 1) {
      atPress.push(await press(await addReferences(), `bench-at-press-${round}`))
      const ids = await addReferences()
      await new Promise((resolve) => setTimeout(resolve, WRITING_MS))
      ahead.push(await press(ids, `bench-ahead-${round}`))
    }
    const note = `${REFERENCES} references of 1.5 MB; one at a time ${(REFERENCES * UPLOAD_MS) / 1000} s`
    const [aheadMs, atPressMs] = [percentile(ahead, 50), percentile(atPress, 50)]
    return [
      [
        `press to paid call, added ${WRITING_MS / 1000} s before`,
        note,
        `${aheadMs.toFixed(0)} ms`,
        `at most ${AHEAD_AIM_MS} ms`,
        verdict(aheadMs <= AHEAD_AIM_MS),
      ],
      [
        'press to paid call, added at the press',
        note,
        `${atPressMs.toFixed(0)} ms, ${(atPressMs / UPLOAD_MS).toFixed(2)} × one upload of ${UPLOAD_MS} ms`,
        `at most ${AT_PRESS_AIM} × one upload`,
        verdict(atPressMs <= AT_PRESS_AIM * UPLOAD_MS),
      ],
    ]
  } finally {
    await relay.end()
  }
}
