import { changeDraft } from '../../actions/generate.ts'
import { forecast } from '../../forecast.ts'
import { shell, state } from '../../panel.ts'
import { columnsIn } from '../../prompt/variables.ts'
import { wordsOf } from '../../state/draft.ts'
import { listSome } from '../../targets/list-some.ts'

/** Rows of a spreadsheet, one for each layer; the list of targets shows where each goes. */
export function RowsField() {
  const { draft, plan } = forecast(state)
  const { rows, unusedRows, surplusRows, rowless, all, choice } = plan
  if (draft.rowsText === '' && (choice === 'new-image' || all.length < 2)) return null
  const unnamed = rows.columns.filter((column) => !columnsIn(wordsOf(draft), rows.columns).includes(column))
  const layerless = unusedRows.filter((row) => !surplusRows.includes(row))
  const lines = [
    ...rows.remarks,
    ...lineOf(
      'Without a layer',
      layerless.map(({ number, name }) => name ?? `row ${number}`),
    ),
    ...lineOf(
      'One row too many',
      surplusRows.map(({ number, name }) => `${name} in row ${number}`),
    ),
    ...lineOf('Without a row', rowless),
    ...lineOf(
      'Not in the prompt',
      unnamed.map((column) => `{${column}}`),
    ),
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
        {/* What else would be said follows from the fault. */}
        {rows.faults.length === 0 && lines.map((line) => <p key={line}>{line}</p>)}
      </div>
    </div>
  )
}

function lineOf(what: string, names: readonly string[]): string[] {
  return names.length === 0 ? [] : [`${what}: ${listSome(names)}.`]
}
