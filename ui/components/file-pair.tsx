import { pairFile } from '../actions/start-files.ts'
import { usePanel } from '../use-panel.ts'
import { useGenerate } from './use-generate.ts'

/** The file that a layer starts from, to be exchanged for another. */
export function FilePair({ id, title }: { id: string; title: string }) {
  const { shell } = usePanel()
  const { draft, plan } = useGenerate()
  return (
    <select
      class="file-pair"
      aria-label={`File for ${title}`}
      value={plan.pairing.pairOf.get(id)?.fileId ?? ''}
      onChange={(event) => pairFile(shell, plan.pairing, id, event.currentTarget.value || null)}
    >
      <option value="">No file</option>
      {draft.files.map((file) => (
        <option key={file.id} value={file.id}>
          {file.name}
        </option>
      ))}
    </select>
  )
}
