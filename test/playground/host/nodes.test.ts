import { describe, expect, it } from 'vitest'
import { LAYER, openSmallFile, refusalOf, runInPlugin } from './small-file.ts'

describe('nodes', () => {
  it('are the same object for the same id, and take no new properties', async () => {
    const { result } = await runInPlugin(`${LAYER}
      return [layer('Image').parent === layer('Card'), await figma.getNodeByIdAsync('1:1') === layer('Card')]`)
    expect(result).toEqual([true, true])
    expect(await refusalOf(`'use strict'; ${LAYER} layer('Card').mine = 1`)).toContain('not extensible')
  })

  it('throw where they are asked for what their kind has not, and tell by "in" that they have not', async () => {
    const ask = (field: string) => refusalOf(`${LAYER} return layer('Image').${field}`)
    expect(await ask('children')).toBe("in get_children: no such property 'children' on RECTANGLE node")
    expect(await ask('characters.length')).toContain("no such property 'characters'")
    const { result } = await runInPlugin(
      `${LAYER} return ['children' in layer('Image'), 'fills' in layer('Image')]`,
    )
    expect(result).toEqual([false, true])
  })

  it('have a field bound to a variable until it is written', async () => {
    const { document } = openSmallFile('')
    const file = document.save()
    const boundVariables = { opacity: { type: 'VARIABLE_ALIAS', id: 'VariableID:1:1' } } as const
    const { result } = await runInPlugin(
      `${LAYER} const card = layer('Card'); const before = card.boundVariables;
       card.visible = false; const between = card.boundVariables; card.opacity = 0.5;
       return [before, between, card.boundVariables]`,
      {
        document: {
          ...file,
          nodes: file.nodes.map((node) => (node.name === 'Card' ? { ...node, boundVariables } : node)),
        },
      },
    )
    expect(result).toEqual([boundVariables, boundVariables, {}])
  })

  it('that are removed say so and throw at everything else', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const card = layer('Card'); const image = layer('Image');
      card.remove();
      return [card.removed, image.removed, card.id]`)
    expect(result).toEqual([true, true, '1:1'])
    const message = await refusalOf(`${LAYER} const card = layer('Card'); card.remove(); return card.name`)
    expect(message).toBe('in get_name: The node with id "1:1" does not exist')
    expect(await refusalOf(`${LAYER} const card = layer('Card'); card.remove(); card.fills = []`)).toContain(
      'does not exist',
    )
    expect(
      await refusalOf(`${LAYER} const card = layer('Card'); card.remove(); await card.exportAsync()`),
    ).toContain('does not exist')
  })

  it('that are locked can be written', async () => {
    const { host } = await runInPlugin(`${LAYER} layer('Locked').fills = []`)
    expect(host.document.find('Locked').fills).toEqual([])
  })

  it('refuse to be sized by assignment and to become smaller than a hundredth', async () => {
    expect(await refusalOf(`${LAYER} layer('Card').width = 5`)).toContain('read only')
    expect(await refusalOf(`${LAYER} layer('Card').resize(0, 10)`)).toContain('failed validation')
  })

  it('are made on the page that is open, as Figma makes them', async () => {
    const { host, result } = await runInPlugin(`
      const made = [figma.createRectangle(), figma.createFrame(), figma.createEllipse(), figma.createSection()];
      return made.map((node) => [node.type, node.width, node.height, node.parent.name])`)
    expect(result).toEqual([
      ['RECTANGLE', 100, 100, 'Shop'],
      ['FRAME', 100, 100, 'Shop'],
      ['ELLIPSE', 100, 100, 'Shop'],
      ['SECTION', 100, 100, 'Shop'],
    ])
    expect(host.document.get('0:1')?.children).toHaveLength(12)
  })

  it('copied with clone have new ids all the way down', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const copy = layer('Card').clone();
      return [copy.id !== '1:1', copy.children[0].id !== '1:2', copy.children[0].name, copy.parent.id]`)
    expect(result).toEqual([true, true, 'Image', '0:1'])
  })

  it('tell where they are on the page', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const image = layer('Image');
      return [image.absoluteBoundingBox, image.absoluteTransform]`)
    expect(result).toEqual([
      { x: 110, y: 110, width: 50, height: 50 },
      [
        [1, 0, 110],
        [0, 1, 110],
      ],
    ])
  })

  it('in a group are measured from the group’s parent, and the group hugs them', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const group = figma.group([layer('Image')], layer('Card'));
      group.x += 20;
      const [child] = group.children;
      return [[group.x, group.y, group.width], [child.x, child.y]]`)
    expect(result).toEqual([
      [30, 10, 50],
      [30, 10],
    ])
  })

  it('of text need their font before the letters change', async () => {
    const message = await refusalOf(`${LAYER} layer('Mixed').characters = 'new'`)
    expect(message).toContain('unloaded font "Inter Regular"')
    const { result } = await runInPlugin(`${LAYER}
      await figma.loadFontAsync({ family: 'Inter', style: 'Regular' });
      layer('Mixed').characters = 'new';
      return layer('Mixed').characters`)
    expect(result).toBe('new')
  })
})

describe('instances', () => {
  const INNER = `${LAYER} const inner = layer('Badge image in instance');`

  it('take no children', async () => {
    const message = await refusalOf(`${LAYER} layer('Badge instance').appendChild(layer('Locked'))`)
    expect(message).toContain('New parent is an instance or is inside of an instance')
  })

  it('let the fills of their layers be overridden', async () => {
    const { host } = await runInPlugin(`${INNER} inner.fills = []`)
    expect(host.document.find('Badge image in instance').fills).toEqual([])
    expect(host.document.find('Badge image').fills).toHaveLength(1)
  })

  it('keep an override when the component changes, and follow it elsewhere', async () => {
    const { host } = await runInPlugin(`${INNER}
      inner.fills = [];
      layer('Badge image').fills = [{ type: 'SOLID', color: { r: 1, g: 1, b: 1 } }];
      layer('Badge image').opacity = 0.5`)
    const node = host.document.find('Badge image in instance')
    expect(node.fills).toEqual([])
    expect(node.opacity).toBe(0.5)
  })

  it.each([
    ['inner.remove()', 'not allowed'],
    ['inner.x = 5', 'cannot be overriden'],
    ['inner.resize(5, 5)', 'inside an instance'],
    ["layer('Card').appendChild(inner)", 'inside of an instance'],
  ])('refuse %s', async (code, message) => {
    expect(await refusalOf(`${INNER} ${code}`)).toContain(message)
  })

  it('hide what is hidden in them once the plugin asks for that, and nothing else', async () => {
    const { result } = await runInPlugin(`${INNER}
      inner.visible = false;
      layer('Locked').visible = false;
      const see = async () => [
        layer('Badge instance').children.length,
        figma.currentPage.findAllWithCriteria({ types: ['RECTANGLE'] }).length,
        (await figma.getNodeByIdAsync(inner.id)) === null,
        layer('Locked') !== null,
      ];
      const before = await see();
      figma.skipInvisibleInstanceChildren = true;
      return [before, await see()]`)
    expect(result).toEqual([
      [1, 4, false, true],
      [0, 3, true, true],
    ])
  })

  it('made of a component have layers of their own', async () => {
    const { result } = await runInPlugin(`${LAYER}
      const instance = layer('Badge').createInstance();
      const main = await instance.getMainComponentAsync();
      return [instance.type, main.name, instance.children[0].id === 'I' + instance.id + ';1:7']`)
    expect(result).toEqual(['INSTANCE', 'Badge', true])
  })
})

describe('plugin data', () => {
  it('is kept on the node and removed by an empty value', async () => {
    const { host, result } = await runInPlugin(`${LAYER}
      const card = layer('Card');
      card.setPluginData('a', 'one'); card.setPluginData('b', 'two'); card.setPluginData('b', '');
      return [card.getPluginData('a'), card.getPluginData('none'), card.getPluginDataKeys()]`)
    expect(result).toEqual(['one', '', ['a']])
    expect(host.document.find('Card').pluginData).toEqual({ a: 'one' })
  })

  it('of more than 100 kB in one entry is refused', async () => {
    expect(await refusalOf(`${LAYER} layer('Card').setPluginData('a', 'x'.repeat(100000))`)).toContain(
      '100 kB',
    )
    const { result } = await runInPlugin(
      `${LAYER} layer('Card').setPluginData('a', 'x'.repeat(99000)); return 'taken'`,
    )
    expect(result).toBe('taken')
  })

  it('counts as bytes, not as letters', async () => {
    expect(await refusalOf(`${LAYER} layer('Card').setPluginData('a', 'é'.repeat(60000))`)).toContain(
      '100 kB',
    )
  })

  it('is text only', async () => {
    expect(await refusalOf(`${LAYER} layer('Card').setPluginData('a', { b: 1 })`)).toContain(
      'failed validation',
    )
  })

  it('of the shared kind needs a namespace', async () => {
    expect(await refusalOf(`${LAYER} layer('Card').setSharedPluginData('ab', 'k', 'v')`)).toContain(
      'namespace',
    )
  })
})

describe('relaunch buttons', () => {
  it('take commands that the manifest does not have, too', async () => {
    const data = "{ edit: 'Made by a prompt', other: 'Shows nothing' }"
    const { host } = await runInPlugin(`${LAYER} layer('Card').setRelaunchData(${data})`)
    expect(host.document.find('Card').relaunchData).toEqual({
      edit: 'Made by a prompt',
      other: 'Shows nothing',
    })
  })

  it('take descriptions of up to 1000 characters', async () => {
    expect(await refusalOf(`${LAYER} layer('Card').setRelaunchData({ edit: 'x'.repeat(1001) })`)).toContain(
      '1000',
    )
  })
})

describe('Dev Mode', () => {
  it.each([
    "layer('Card').fills = []",
    "layer('Card').name = 'x'",
    "layer('Card').x = 5",
    "layer('Card').remove()",
    "layer('Card').clone()",
    "layer('Card').resize(5, 5)",
    "layer('Card').appendChild(layer('Locked'))",
    "await layer('Card').setFillStyleIdAsync('S:1')",
    'figma.createRectangle()',
    'figma.createImage(new Uint8Array(8))',
    "figma.group([layer('Card')], figma.currentPage)",
  ])('refuses %s', async (code) => {
    expect(await refusalOf(`${LAYER} ${code}`, { editorType: 'dev' })).toContain('Dev Mode')
  })

  it('still writes plugin data, exports and selects', async () => {
    const { result } = await runInPlugin(
      `${LAYER}
      const card = layer('Card');
      card.setPluginData('a', 'one');
      figma.currentPage.selection = [card];
      return [card.getPluginData('a'), (await card.exportAsync()).length > 0, figma.editorType]`,
      { editorType: 'dev' },
    )
    expect(result).toEqual(['one', true, 'dev'])
  })
})
