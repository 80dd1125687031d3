/** For each member that Figma's typings give a node, the stand-in has it or refuses it by name; it lacks none. */
import { describe, expect, it } from 'vitest'
import { makeNode } from '../../../playground/host/file/node-defaults.ts'
import type { HostNodeType } from '../../../playground/host/file/node-record.ts'
import { NODE_SHAPES } from '../../../playground/host/file/node-shapes.ts'
import { REFUSED_MEMBERS } from '../../../playground/host/file/refused-members.ts'
import { openSmallFile, runInPlugin } from './small-file.ts'
import { typedMembers, typedNodes } from './typed-members.ts'

/** Types of node that the stand-in lacks, by the reason: they stand in files of other editors, or hardly anywhere. */
const LACKING_TYPES = {
  FigJam: [
    'STICKY',
    'SHAPE_WITH_TEXT',
    'CODE_BLOCK',
    'STAMP',
    'HIGHLIGHT',
    'WASHI_TAPE',
    'CONNECTOR',
    'TABLE',
    'TABLE_CELL',
    'WIDGET',
    'EMBED',
    'LINK_UNFURL',
    'MEDIA',
  ],
  Slides: ['SLIDE', 'SLIDE_ROW', 'SLIDE_GRID', 'INTERACTIVE_SLIDE_ELEMENT'],
  'new and rare': ['SLOT', 'TRANSFORM_GROUP'],
}
const types = Object.keys(NODE_SHAPES) as HostNodeType[]
const interfaces = typedNodes()

/** Which names the node of a type answers to in the plugin, and what reading each of them does. */
async function look(type: HostNodeType): Promise<{ present: string[]; refused: string[] }> {
  const name = interfaces.get(type) ?? ''
  const members = [...typedMembers(name)]
  const file = openSmallFile('').document.save()
  const isOuter = type === 'DOCUMENT' || type === 'PAGE'
  const nodes = file.nodes.map((node) =>
    node.id === '0:1' && !isOuter ? { ...node, children: [...node.children, '9:1'] } : node,
  )
  const extra = isOuter ? [] : [makeNode('9:1', type, '0:1')]
  const id = { DOCUMENT: '0:0', PAGE: '0:1' }[type as string] ?? '9:1'
  const { host, result } = await runInPlugin(
    `const node = await figma.getNodeByIdAsync('${id}');
     const present = ${JSON.stringify(members)}.filter((name) => name in node);
     const refused = present.filter((name) => {
       try { node[name]; return false } catch (error) { return error.message.includes('does not have "' + name + '"') }
     });
     return { present, refused }`,
    { document: { ...file, nodes: [...nodes, ...extra] } },
  )
  host.dispose()
  return result as { present: string[]; refused: string[] }
}

describe('the nodes of the stand-in', () => {
  it('are of every type that the typings have, but for those that are named here', () => {
    const lacking = [...interfaces.keys()].filter((type) => !types.includes(type as HostNodeType))
    expect(lacking.sort()).toEqual(Object.values(LACKING_TYPES).flat().sort())
  })

  it.each(types)('of type %s have or refuse what the typings give them, and nothing else', async (type) => {
    const members = typedMembers(interfaces.get(type) ?? '')
    const { present, refused } = await look(type)
    expect([...members].filter((name) => !present.includes(name))).toEqual([])
    expect(refused.sort()).toEqual([...REFUSED_MEMBERS[type]].sort())
    const shape = Object.values(NODE_SHAPES[type]).flat()
    expect([...shape, ...REFUSED_MEMBERS[type]].filter((name) => !members.has(name))).toEqual([])
  })
})

it('figma itself has or refuses what the typings give it, and nothing else', async () => {
  const members = [...typedMembers('PluginAPI')]
  const { host, result } = await runInPlugin(`
    const names = ${JSON.stringify(members)};
    return [names.filter((name) => !(name in figma)), Object.keys(figma).filter((name) => !names.includes(name))]`)
  host.dispose()
  expect(result).toEqual([[], []])
})
