/** The books, and the sums that figures are read from. */

/** Credits reserved or spent by a person on a day in UTC, `2026-06-01`. */
export type CreditDayTable = { token_id: string; day: string; credits: number }

/** The same of a team, or of the whole `relay`, in a month, `2026-06`. */
export type CreditMonthTable = { owner: string; month: string; credits: number }

/** Kept by triggers, of what was accepted then; `''` where there is no team or document. May be of no generation any more. */
type Sums = { generations: number; credits: number; images: number; failed: number; unknown: number }

export type TeamDayTable = Sums & { day: string; team_id: string }

export type PersonMonthTable = Sums & { month: string; token_id: string }

export type DocumentMonthTable = Sums & { month: string; document_id: string }

/** How many images of a day came so long after the press, rounded; kept by triggers. */
export type WaitDayTable = { day: string; waited_ms: number; generations: number }
