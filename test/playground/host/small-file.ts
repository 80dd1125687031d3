/** A small file and a plugin written in the test: what the host's tests open. */

import { makeNode, solid } from '../../../playground/host/file/node-defaults.ts'
import type { DocumentFile, NodeRecord } from '../../../playground/host/file/node-record.ts'
import type { Host, HostOptions } from '../../../playground/host/host.ts'
import { createNodeHost } from '../../../playground/node-host.ts'

const nodes: NodeRecord[] = [
  makeNode('0:0', 'DOCUMENT', null, { name: 'Small', children: ['0:1', '0:2'] }),
  makeNode('0:1', 'PAGE', '0:0', {
    name: 'Shop',
    children: ['1:1', '1:3', '1:4', '1:5', '1:6', '1:8', '1:10', '1:11'],
  }),
  makeNode('0:2', 'PAGE', '0:0', { name: 'Archive', children: ['2:1'] }),
  makeNode('1:1', 'FRAME', '0:1', {
    name: 'Card',
    x: 100,
    y: 100,
    width: 200,
    height: 100,
    fills: [solid('#ff0000')],
    children: ['1:2'],
  }),
  makeNode('1:2', 'RECTANGLE', '1:1', {
    name: 'Image',
    x: 10,
    y: 10,
    width: 50,
    height: 50,
    fills: [solid('#00ff00')],
  }),
  makeNode('1:3', 'FRAME', '0:1', { name: 'Hidden', x: 400, visible: false }),
  makeNode('1:4', 'FRAME', '0:1', { name: 'Empty', x: 600, fills: [] }),
  makeNode('1:5', 'RECTANGLE', '0:1', { name: 'Locked', x: 800, locked: true }),
  makeNode('1:6', 'COMPONENT', '0:1', { name: 'Badge', x: 1000, children: ['1:7'] }),
  makeNode('1:7', 'RECTANGLE', '1:6', { name: 'Badge image', width: 40, height: 40 }),
  makeNode('1:8', 'INSTANCE', '0:1', {
    name: 'Badge instance',
    x: 1200,
    mainComponentId: '1:6',
    children: ['I1:8;1:7'],
  }),
  makeNode('I1:8;1:7', 'RECTANGLE', '1:8', {
    name: 'Badge image in instance',
    width: 40,
    height: 40,
    mirroredId: '1:7',
  }),
  makeNode('1:10', 'TEXT', '0:1', {
    name: 'Mixed',
    y: 400,
    width: 100,
    characters: 'Hello you',
    textRuns: [
      { start: 0, end: 5, fills: [solid('#000000')] },
      { start: 5, end: 9, fills: [solid('#ff0000')] },
    ],
  }),
  makeNode('1:11', 'FRAME', '0:1', { name: 'Huge', y: 600, width: 20_000, height: 300 }),
  makeNode('2:1', 'RECTANGLE', '0:2', { name: 'Old' }),
]

const file: DocumentFile = {
  version: 1,
  id: 'small-file',
  nodes,
  styles: [{ id: 'S:1', key: 'k1', name: 'Brand/Red', description: '', paints: [solid('#cc0000')] }],
  images: [],
  currentPageId: '0:1',
  nextNumber: 100,
}

/** A host whose plugin is `code`. Manifest: dynamic pages, one relaunch button, one allowed address. */
export function openSmallFile(code: string, options: Partial<Omit<HostOptions, 'environment'>> = {}): Host {
  return createNodeHost({
    code,
    html: '<p>panel</p>',
    manifest: {
      id: 'test-plugin',
      name: 'Test plugin',
      documentAccess: 'dynamic-page',
      networkAccess: { allowedDomains: ['none'], devAllowedDomains: ['http://localhost:1'] },
      relaunchButtons: [{ command: 'edit', name: 'Edit' }],
    },
    document: file,
    ...options,
  })
}

/**
 * Runs `body` as the body of an async function inside the plugin.
 *
 * @returns what it returned, or `{ error }` with the message of what it threw; it crosses as a message does
 */
export async function runInPlugin(
  body: string,
  options: Partial<Omit<HostOptions, 'environment'>> = {},
): Promise<{ host: Host; result: unknown }> {
  const host = openSmallFile(
    `figma.showUI(__html__, { visible: false });
     (async () => {
       ${body}
     })().then(
       (result) => figma.ui.postMessage({ kind: 'result', result }),
       (error) => figma.ui.postMessage({ kind: 'result', result: { error: error.message } }),
     );`,
    options,
  )
  await host.open()
  const message = await host.panel.receive(
    (value) => typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'result',
  )
  return { host, result: (message as { result: unknown }).result }
}

/** The message of what `body` throws inside the plugin; fails the test when it throws nothing. */
export async function refusalOf(
  body: string,
  options: Partial<Omit<HostOptions, 'environment'>> = {},
): Promise<string> {
  const { host, result } = await runInPlugin(body, options)
  host.dispose()
  if (typeof result === 'object' && result !== null && 'error' in result) return String(result.error)
  throw new Error(`The plugin was not refused; it returned ${JSON.stringify(result)}`)
}

/** Finds a layer of the open page in code that runs in the plugin. */
export const LAYER = 'const layer = (name) => figma.currentPage.findOne((node) => node.name === name);'
