/** The file that the sandbox's tests open: one layer of each kind that matters to it. */
import {
  buildFile,
  component,
  ellipse,
  frame,
  group,
  instance,
  line,
  page,
  rectangle,
  section,
  text,
} from '../../../playground/document/build-file.ts'
import { solid } from '../../../playground/host/file/node-defaults.ts'
import type { DocumentFile } from '../../../playground/host/file/node-record.ts'

const red = [solid('#cc2200')]
const black = [solid('#111111')]

const card = (number: number, x: number) =>
  frame(`Card ${number}`, { x, y: 0, width: 300, height: 400, fills: red }, [
    rectangle(`Image ${number}`, { x: 20, y: 20, width: 260, height: 240 }),
    text('€ 240', { x: 200, y: 300, width: 80, height: 20 }),
    text('Oak chair', { name: `Title ${number}`, x: 20, y: 300, width: 160, height: 20 }),
    text('Solid oak, oiled', { x: 20, y: 340, width: 200, height: 20 }),
    text('Sold out', { x: 20, y: 370, width: 200, height: 20, visible: false }),
  ])

/** Page "Shop" is open; page "Archive" is not loaded. */
export function makeShop(): DocumentFile {
  return buildFile(
    'shop',
    'Kiln shop',
    [
      page('Shop', {}, [
        card(1, 0),
        card(2, 340),
        frame('Hidden', { x: 700, visible: false, fills: red }, [rectangle('In hidden')]),
        frame('Empty', { x: 850, fills: [] }),
        frame('Nothing shown', { x: 960, fills: [] }, [rectangle('Not shown', { visible: false })]),
        frame('Huge', { x: 0, y: 2000, width: 20_000, height: 20_000, fills: red }),
        frame('Banner', { x: 0, y: 1500, width: 20_000, height: 40, fills: red }),
        rectangle('Locked', { x: 1100, locked: true }),
        rectangle('Small', { x: 1220, width: 40, height: 30, fills: red }),
        line('Line', { x: 1300, width: 100 }),
        ellipse('Ellipse', { x: 1420 }),
        text('Headline', { x: 1540, width: 200, height: 40 }),
        text('Mixed words', {
          x: 1540,
          y: 100,
          width: 200,
          height: 40,
          textRuns: [
            { start: 0, end: 5, fills: red },
            { start: 5, end: 11, fills: black },
          ],
        }),
        group('Group', { x: 1800, width: 100, height: 100 }, [rectangle('In group', { x: 1800 })]),
        section('Section', { x: 1950, width: 200, height: 200 }),
        component('Tile', { x: 2200, width: 200, height: 200 }, [rectangle('Tile image', { width: 120 })]),
        instance('Tile copy', 'Tile', { x: 2500 }),
      ]),
      page('Archive', {}, [frame('Old card', { x: 10, y: 20, width: 300, height: 200, fills: red })]),
    ],
    [],
  )
}
