/** Rows pasted from a spreadsheet: what goes into the prompt of each target, by the names of the columns. Pure. */
import { dsvFormat } from 'd3-dsv'

export type Row = {
  /** Place among the rows, from 1, without the header. */
  number: number
  /** By the names of the columns; the special ones are not among them. */
  cells: ReadonlyMap<string, string>
  /** Of the target it is for; null without such a column, or where the cell is empty. */
  name: string | null
  /** Name of the file that its target starts from. */
  file: string | null
}

export type Rows = {
  /** Variables, in the order of the header. */
  columns: readonly string[]
  hasNames: boolean
  rows: readonly Row[]
  /** What has to be mended before anything is paid, a sentence each with what to do. */
  faults: readonly string[]
  /** What may well be meant. */
  remarks: readonly string[]
}

/** Stands on a line of its own behind the rows. */
const END = '\0'

const NO_ROWS: Rows = { columns: [], hasNames: false, rows: [], faults: [], remarks: [] }

/** The first line is the header. Cells are told apart by tabs, commas or semicolons, whichever the header has. */
export function readRows(text: string): Rows {
  if (text.trim() === '') return NO_ROWS
  const parsed = dsvFormat(delimiterOf(text)).parseRows(`${text.replace(/^\uFEFF/, '')}\n${END}`)
  // A quote that is never closed swallows all that follows.
  const isOpen = parsed.at(-1)?.[0] !== END
  const data = (isOpen ? parsed : parsed.slice(0, -1)).filter((line) =>
    line.some((cell) => cell.trim() !== ''),
  )
  const [header = [], ...lines] = data.map((line) => line.map((cell) => cell.replace(`\n${END}`, '').trim()))
  const names = header.map((name) => (isSpecial(name) ? name.toLowerCase() : name))
  const columns = [...new Set(names.filter((name) => name !== '' && !isSpecial(name)))]
  const rows = lines.map((line, index) => toRow(names, line, index + 1))
  return {
    columns,
    hasNames: names.includes('name'),
    rows,
    faults: [
      ...(isOpen ? [quoteFault(lines.length)] : []),
      ...headerFaults(names, lines),
      ...surplusFaults(names, lines),
    ],
    remarks: shortRemarks(names, lines),
  }
}

function isSpecial(name: string): boolean {
  return /^(?:name|file)$/i.test(name)
}

/** Spreadsheets copy with tabs; in files, a comma or, where that is the decimal sign, a semicolon stands between cells. */
function delimiterOf(text: string): string {
  // What stands in quotes belongs to a name.
  const [header = ''] = text
    .trimStart()
    .replace(/"[^"]*"/g, '')
    .split(/[\r\n]/, 1)
  const count = (delimiter: string) => header.split(delimiter).length
  if (header.includes('\t')) return '\t'
  return count(';') + count(',') === 2 ? '\t' : count(';') >= count(',') ? ';' : ','
}

function toRow(names: readonly string[], line: readonly string[], number: number): Row {
  const cells = new Map(names.map((name, index) => [name, line[index] ?? '']))
  const name = cells.get('name') || null
  const file = cells.get('file') || null
  cells.delete('name')
  cells.delete('file')
  cells.delete('')
  return { number, cells, name, file }
}

/** @param row from 0, the header included */
function quoteFault(row: number): string {
  const where = row === 0 ? 'The header of the rows' : `Row ${row}`
  return `${where} has a quote that is not closed. Close it, or write the quote twice where it belongs to the text.`
}

function headerFaults(names: readonly string[], lines: readonly string[][]): string[] {
  const faults: string[] = []
  const repeated = names.find((name, index) => name !== '' && names.indexOf(name) !== index)
  if (repeated !== undefined)
    faults.push(`Two columns are called “${repeated}”. Give each a name of its own.`)
  const nameless = names.findIndex(
    (name, index) => name === '' && lines.some((line) => (line[index] ?? '') !== ''),
  )
  if (nameless >= 0) faults.push(`Column ${nameless + 1} has no name. Name it in the first line.`)
  const bad = names.find((name) => /["{}|:\n]/.test(name))
  if (bad !== undefined)
    faults.push(`The column “${bad}” can’t be a variable. Leave out quotes, colons, bars and braces.`)
  if (lines.length === 0)
    faults.push('The rows have a header and nothing below it. Copy the header together with its rows.')
  return faults
}

/** Cells beyond the header are seldom more text: one before them was parted at its comma, and all after it moved on. */
function surplusFaults(names: readonly string[], lines: readonly string[][]): string[] {
  const places = numbersOf(lines, (line) => line.slice(names.length).some((cell) => cell !== ''))
  if (places.length === 0) return []
  return [
    `${listRows(places)} more cells than the header. Put a cell with a comma in it into double quotes, or name every column.`,
  ]
}

function shortRemarks(names: readonly string[], lines: readonly string[][]): string[] {
  const places = numbersOf(lines, (line) => line.length < names.length)
  return places.length === 0 ? [] : [`${listRows(places)} fewer cells than the header: the rest is empty.`]
}

function numbersOf(lines: readonly string[][], isMeant: (line: string[]) => boolean): number[] {
  return lines.flatMap((line, index) => (isMeant(line) ? [index + 1] : []))
}

function listRows(numbers: readonly number[]): string {
  const [only] = numbers
  if (numbers.length === 1) return `Row ${only} has`
  const named = numbers.slice(0, 5).join(', ')
  return `Rows ${named}${numbers.length > 5 ? ` and ${numbers.length - 5} more` : ''} have`
}
