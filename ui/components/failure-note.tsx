import { CopyRequestId } from './copy-request-id.tsx'

type Props = { sentence: string; nextStep: string | null; requestId: string | null }

/** What happened, the one thing to do, and an id to quote. */
export function FailureNote({ sentence, nextStep, requestId }: Props) {
  return (
    <>
      <p class="danger">{sentence}</p>
      {nextStep !== null && <p>{nextStep}</p>}
      {requestId !== null && <CopyRequestId requestId={requestId} />}
    </>
  )
}
