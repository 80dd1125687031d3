import { copyText } from '../copy-text.ts'
import { usePanel } from '../use-panel.ts'

/** The id that whoever runs the relay finds in its log, to be copied or selected by hand. */
export function CopyRequestId({ requestId }: { requestId: string }) {
  const { state } = usePanel()

  function copy() {
    const text = copyText(requestId) ? 'Request id copied.' : 'Select the id and copy it by hand.'
    state.announcement.value = { text }
  }

  return (
    <p class="request-id muted">
      Request <code>{requestId}</code>{' '}
      <button type="button" class="link" onClick={copy}>
        Copy request id
      </button>
    </p>
  )
}
