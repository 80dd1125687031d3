/** Numbers and times as they are shown. Days are those of the books: UTC. */

const whole = new Intl.NumberFormat('en')

export function showNumber(value: number): string {
  return whole.format(value)
}

/** `2026-11-28 14:05`, in UTC. */
export function showTime(iso: string | null): string {
  return iso === null ? 'never' : iso.slice(0, 16).replace('T', ' ')
}

export function showDay(iso: string | null): string {
  return iso === null ? 'never' : iso.slice(0, 10)
}

export function showLimit(credits: number | null): string {
  return credits === null ? 'no limit' : showNumber(credits)
}

export function showShare(part: number, all: number): string {
  return all === 0 ? '–' : `${((100 * part) / all).toFixed(1)} %`
}

export function showSeconds(ms: number | null): string {
  return ms === null ? '–' : (ms / 1000).toFixed(1)
}
