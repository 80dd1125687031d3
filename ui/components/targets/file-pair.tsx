import { pairFile, removeStartFiles } from '../../actions/start-files.ts'
import { forecast } from '../../forecast.ts'
import { shell, state } from '../../panel.ts'

/** No id of a file. */
const REMOVE = '-'

/** The file that a layer starts from, to be exchanged for another. */
export function FilePair({ id, title, tabIndex }: { id: string; title: string; tabIndex: number }) {
  const { draft, plan } = forecast(state)
  const fileId = plan.pairing.fileOf.get(id) ?? ''
  return (
    <select
      class="file-pair"
      tabIndex={tabIndex}
      aria-label={`File for ${title}`}
      value={fileId}
      onChange={({ currentTarget: { value } }) =>
        value === REMOVE
          ? removeStartFiles(shell, [fileId])
          : pairFile(shell, plan.pairing, id, value || null)
      }
    >
      <option value="">No file</option>
      {draft.files.map((file) => (
        <option key={file.id} value={file.id}>
          {file.name}
        </option>
      ))}
      {fileId !== '' && <option value={REMOVE}>Remove this file</option>}
    </select>
  )
}
