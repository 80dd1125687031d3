import { Dialog } from './dialog.tsx'

/** The one time that a token can be seen. */
export function NewKeyShown({ token, onClose }: { token: string; onClose: () => void }) {
  return (
    <Dialog title="The new access token" onClose={onClose}>
      <p>
        It is shown this once; the relay keeps only a hash of it. Give it to its person, who pastes it into
        the panel.
      </p>
      <p class="secret">{token}</p>
      <div class="row">
        <button
          type="button"
          class="button primary"
          onClick={() => void navigator.clipboard.writeText(token)}
        >
          Copy
        </button>
        <button type="button" class="button" onClick={onClose}>
          Done
        </button>
      </div>
    </Dialog>
  )
}
