/** Brings a generation's references to Rivya, which is free, and gives their links in the person's order. */
import { RELAY_FAILURES, type RelayFailureCode } from '../../../contract/failures.ts'
import type { NotNow, Refused } from '../../rivya/outcomes.ts'
import type { Database } from '../../store/database.ts'
import { parseReferences } from '../../store/generations/stored-json.ts'
import type { GenerationRow } from '../../store/tables/generations.ts'
import { findUpload } from '../../store/uploads/uploads.ts'
import { EXTENSIONS, GONE, type RivyaCopies } from './rivya-copies.ts'

type HandedReference = { url: string; at: number; name: string; mimeType: string }
/** `at`: when the oldest of the links was made; null without references. */
type HandOver = { kind: 'handed'; references: HandedReference[]; at: number | null } | Refused | NotNow

/** @param since no link that was made before is used; unless given, none of more than five minutes */
export type HandOverReferences = (
  row: GenerationRow,
  signal: AbortSignal,
  since?: number,
) => Promise<HandOver>

export function createHandOver(database: Database, copies: Pick<RivyaCopies, 'link'>): HandOverReferences {
  async function handOver(
    uploadId: string,
    index: number,
    row: GenerationRow,
    signal: AbortSignal,
    since?: number,
  ): Promise<HandedReference | Refused | NotNow> {
    const upload = await findUpload(database, uploadId)
    if (upload === undefined) return sayWhich(GONE, index)
    const outcome = await copies.link(uploadId, row.request_id, signal, since)
    if (outcome.kind === 'refused') return sayWhich(outcome, index)
    if (outcome.kind === 'not-now') return outcome
    // What the person calls it stays here; the prompt speaks of "image 1".
    const name = `image ${index + 1}.${EXTENSIONS[upload.mimeType]}`
    return { url: outcome.url, at: outcome.at, name, mimeType: upload.mimeType }
  }

  return async (row, signal, since) => {
    const outcomes = await Promise.all(
      parseReferences(row).map(({ upload_id }, index) => handOver(upload_id, index, row, signal, since)),
    )
    const references: HandedReference[] = []
    for (const outcome of outcomes) {
      // What is final decides: trying again would not mend it.
      if ('kind' in outcome) return outcomes.find(isRefused) ?? outcome
      references.push(outcome)
    }
    const at = references.length === 0 ? null : Math.min(...references.map((each) => each.at))
    return { kind: 'handed', references, at }
  }
}

/** What is said of the account or the key is true of all images alike. */
const NOT_OF_ONE: RelayFailureCode[] = ['insufficient_credits', 'upstream_unavailable']

/** Somebody has to know which of eight to change, and hears nothing of a prompt that has not been sent yet. */
function sayWhich(refused: Refused, index: number): Refused {
  if (NOT_OF_ONE.includes(refused.code)) return refused
  const isBare = refused.message === RELAY_FAILURES.generation_failed.sentence
  const message = `Image ${index + 1}: ${isBare ? 'Rivya did not take it.' : refused.message}`
  return {
    ...refused,
    code: refused.code === 'generation_failed' ? 'validation_failed' : refused.code,
    message,
  }
}

function isRefused(outcome: HandedReference | Refused | NotNow): outcome is Refused {
  return 'kind' in outcome && outcome.kind === 'refused'
}
