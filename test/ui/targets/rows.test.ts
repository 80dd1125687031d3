import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRows } from '../../../ui/targets/rows.ts'

const cellsOf = (text: string) => readRows(text).rows.map(({ cells }) => Object.fromEntries(cells))

describe('rows', () => {
  it('are read from what a spreadsheet copies, by tabs', () => {
    const { columns, rows, faults, remarks } = readRows(
      'name\tcolour\tfile\r\nMug\tsage, matt\tmug.png\r\nBowl\tred\t\r\n',
    )
    expect(columns).toEqual(['colour'])
    expect(rows.map(({ name, file }) => [name, file])).toEqual([
      ['Mug', 'mug.png'],
      ['Bowl', null],
    ])
    expect(rows.map(({ cells }) => cells.get('colour'))).toEqual(['sage, matt', 'red'])
    expect([...faults, ...remarks]).toEqual([])
  })

  it.each([
    ['a comma', 'colour,surface\nred,"oak, oiled"'],
    [
      'a semicolon, which spreadsheets use where the comma is the decimal sign',
      'colour;surface\nred;oak, oiled',
    ],
  ])('are read from files, by %s', (_, text) => {
    expect(cellsOf(text)).toEqual([{ colour: 'red', surface: 'oak, oiled' }])
  })

  it.each([
    ['"width; depth",colour\n2,red', ['width; depth', 'colour']],
    ['colour, outside;size\nred;big', ['colour, outside', 'size']],
    [
      'size;colour, inside, outside, rim;note;file\n1;2;3;4',
      ['size', 'colour, inside, outside, rim', 'note'],
    ],
  ])('are parted by what parts the header %j', (text, columns) => {
    expect(readRows(text)).toMatchObject({ columns, faults: [] })
  })

  it('may have a single column, whatever its cells hold', () => {
    expect(cellsOf('scene\na table, laid; for two')).toEqual([{ scene: 'a table, laid; for two' }])
  })

  it('keep line breaks and doubled quotes within a quoted cell', () => {
    expect(cellsOf('scene\tsize\n"a ""calm""\nroom"\tbig')).toEqual([
      { scene: 'a "calm"\nroom', size: 'big' },
    ])
  })

  it('pass over empty lines and a byte order mark', () => {
    expect(cellsOf('\uFEFFcolour,size\n\n  \nred,big\n,\n')).toEqual([{ colour: 'red', size: 'big' }])
    expect(cellsOf('\uFEFF"the colour",size\nred,big')).toEqual([{ 'the colour': 'red', size: 'big' }])
  })

  it('may have empty columns at the end, as a sheet copies them', () => {
    const { columns, faults, remarks } = readRows('colour\t\t\nred\t\t\n')
    expect(columns).toEqual(['colour'])
    expect([...faults, ...remarks]).toEqual([])
  })

  it('know their special columns however they are written', () => {
    expect(readRows('Name\tFILE\nMug\tmug.png').rows[0]).toMatchObject({ name: 'Mug', file: 'mug.png' })
    expect(readRows('Name\tcolour\nMug\tred').hasNames).toBe(true)
  })

  it('are none without any text', () => {
    expect(readRows(' \n\t\n')).toEqual({ columns: [], hasNames: false, rows: [], faults: [], remarks: [] })
  })

  it('give back every cell that was quoted, whatever it holds', () => {
    const cell = fc
      .string({ unit: 'grapheme' })
      .map((text) => text.trim())
      .filter((text) => !text.includes('\r'))
    const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (lines) => {
        const text = ['a\tb', ...lines.map((line) => `${quote(line[0])}\t${quote(line[1])}`)].join('\n')
        const kept = lines.filter((line) => line.some((one) => one !== ''))
        expect(readRows(text).rows.map(({ cells }) => [...cells.values()])).toEqual(kept)
      }),
    )
  })
})

describe('rows that can’t be meant so', () => {
  it.each([
    ['a quote is never closed', 'colour,size\n"red,big\nblue,small', /quote that is not closed/],
    ['there is only a header', 'colour,size\n', /^The rows have a header and nothing below it/],
    ['two columns have one name', 'colour,colour\nred,blue', /^Two columns are called “colour”/],
    ['a column has cells and no name', 'colour,\nred,blue', /^Column 2 has no name/],
    ['the name of a column can’t stand in a prompt', 'a:b\tc\n1\t2', /^The column “a:b” can’t be a variable/],
    [
      'a row has more cells than the header',
      'colour,size\nred,big,round',
      /^Row 1 has more cells than the header/,
    ],
    [
      'many rows have',
      `colour,size\n${Array(8).fill('red,big,round').join('\n')}`,
      /^Rows 1, 2, 3, 4, 5 and 3 more have more cells/,
    ],
  ])('are told of when %s', (_, text, expected) => {
    const { faults } = readRows(text)
    expect(faults).toHaveLength(1)
    expect(faults[0]).toMatch(expected)
  })

  it('that have too few cells are remarked on, and the rest is empty', () => {
    const { rows, faults, remarks } = readRows('colour,size\nred\nblue,big')
    expect(faults).toEqual([])
    expect(remarks).toEqual(['Row 1 has fewer cells than the header: the rest is empty.'])
    expect(rows[0]?.cells.get('size')).toBe('')
  })

  it('that end in empty cells beyond the header are taken', () => {
    expect(readRows('colour\tsize\nred\tbig\t\t').faults).toEqual([])
  })
})
