import { FAILURES, type Failure } from '../../../contract/failures.ts'
import { CopyId } from '../controls/copy-id.tsx'

/** What happened, the one thing to do, and an id to quote. */
export function FailureNote({ failure: { code, detail, requestId } }: { failure: Failure }) {
  const { sentence, nextStep } = FAILURES[code]
  return (
    <>
      <p class="danger">{detail ?? sentence}</p>
      <p>{nextStep}</p>
      {requestId !== undefined && <CopyId id={requestId} of="request" />}
    </>
  )
}
