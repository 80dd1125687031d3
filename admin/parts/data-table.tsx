import type { ComponentChildren } from 'preact'

export type Column<T> = {
  title: string
  /** Neither is broken into lines; numbers stand under each other. */
  kind?: 'number' | 'time'
  cell: (row: T) => ComponentChildren
  /** In the last line, under the column. */
  sum?: ComponentChildren
}

type Props<T> = {
  caption: string
  columns: Column<T>[]
  rows: readonly T[]
  keyOf: (row: T) => string | number
  /** Said where there is no row. */
  none: string
}

/** The first column names its row. */
export function DataTable<T>({ caption, columns, rows, keyOf, none }: Props<T>) {
  const hasSums = columns.some(({ sum }) => sum !== undefined)
  return (
    // biome-ignore lint/a11y/useSemanticElements: no landmark, of which the block around it is one of the same name.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached with the keyboard.
    <div class="table-frame" role="group" aria-label={caption} tabIndex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.title} scope="col" class={column.kind}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={keyOf(row)}>
              {columns.map((column, index) =>
                index === 0 ? (
                  <th key={column.title} scope="row" class={column.kind ?? 'name'}>
                    {column.cell(row)}
                  </th>
                ) : (
                  <td key={column.title} class={column.kind}>
                    {column.cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
          {rows.length === 0 && (
            <tr>
              <td colSpan={columns.length} class="muted">
                {none}
              </td>
            </tr>
          )}
        </tbody>
        {hasSums && (
          <tfoot>
            <tr>
              {columns.map((column) => (
                <td key={column.title} class={column.kind}>
                  {column.sum}
                </td>
              ))}
            </tr>
          </tfoot>
        )}
      </table>
    </div>
  )
}
