import { useRef } from 'preact/hooks'
import { addStartFiles, removeStartFiles } from '../../actions/start-files.ts'
import { forecast } from '../../forecast.ts'
import { shell, state } from '../../panel.ts'
import { listSome } from '../../targets/list-some.ts'
import { Button, TextButton } from '../controls/button.tsx'
import { FileInput } from '../controls/file-input.tsx'

/** The files that layers start from: how to add them, and which of them no layer starts from. */
export function StartFiles() {
  const picker = useRef<HTMLInputElement>(null)
  const { draft, plan } = forecast(state)
  if (draft.startFrom !== 'file') return null
  const { unused, fileOf } = plan.pairing
  const names = draft.files.filter(({ id }) => unused.includes(id)).map(({ name }) => name)
  const remove = (ids: readonly string[]) => removeStartFiles(shell, ids)
  return (
    <div class="field">
      <Button class="secondary" onClick={() => picker.current?.click()}>
        Choose files
      </Button>
      <FileInput
        label="Files for the layers"
        picker={picker}
        onChoose={(files) => void addStartFiles(shell, files)}
      />
      {draft.files.length === 0 ? (
        <p class="muted">Or drop or paste them. They go by name, the rest in order.</p>
      ) : (
        <p class="muted">
          {fileOf.size} of {draft.files.length} files have a layer.
          {names.length > 0 && (
            <>
              {' '}
              Without a layer: {listSome(names)}.{' '}
              <TextButton onClick={() => remove(unused)}>Remove these</TextButton>
              {' ·'}
            </>
          )}{' '}
          <TextButton onClick={() => remove(draft.files.map(({ id }) => id))}>Remove all</TextButton>
        </p>
      )}
    </div>
  )
}
