import { changeDraft } from '../actions/generate.ts'
import { columnsIn } from '../prompt/variables.ts'
import { listSome } from '../targets/list-some.ts'
import { usePanel } from '../use-panel.ts'
import { useGenerate } from './use-generate.ts'

/** Rows of a spreadsheet, one for each layer; the list of targets shows where each goes. */
export function RowsField() {
  const { shell } = usePanel()
  const { draft, plan } = useGenerate()
  const { rows, unusedRows, rowless, all, choice } = plan
  if (draft.rowsText === '' && (choice === 'new-image' || all.length < 2)) return null
  const unnamed = rows.columns.filter((column) => !columnsIn(draft.prompt, rows.columns).includes(column))
  const lines = [
    ...rows.remarks,
    ...(unusedRows.length === 0
      ? []
      : [`Without a layer: ${listSome(unusedRows.map(({ number, name }) => name ?? `row ${number}`))}.`]),
    ...(rowless.length === 0 ? [] : [`Without a row: ${listSome(rowless)}.`]),
    ...(unnamed.length === 0
      ? []
      : [`Not in the prompt: ${listSome(unnamed.map((column) => `{${column}}`))}.`]),
  ]
  return (
    <div class="field">
      <label for="rows">Rows</label>
      <textarea
        id="rows"
        class="input rows"
        rows={1}
        placeholder="Paste rows with their header from a spreadsheet"
        spellcheck={false}
        value={draft.rowsText}
        aria-invalid={rows.faults.length > 0}
        aria-describedby="rows-said"
        onInput={(event) => changeDraft(shell, { rowsText: event.currentTarget.value })}
      />
      <div id="rows-said" class="muted">
        {lines.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    </div>
  )
}
