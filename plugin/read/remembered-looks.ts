/** How frames looked when they were exported, so that a change that is undone is no change any more. */

import { ask } from '../document/nodes.ts'

/** What most changes are made of, by the names under which Figma reports them. A change of anything else stays one. */
const FIELDS =
  'visible opacity blendMode fills strokes strokeWeight effects characters fontName fontSize letterSpacing lineHeight width height x y rotation cornerRadius'.split(
    ' ',
  )
/** Layers of one frame; reading more takes longer than one would wait. */
const MAX_LAYERS = 400

/** Of each frame by id: the value of each field of each layer, and what differs from it now. */
const looks = new Map<string, { values: Map<string, string>; unlike: Set<string> }>()

export function rememberLook(frame: SceneNode): void {
  const values = new Map<string, string>()
  const inside = 'findAll' in frame ? frame.findAll() : []
  for (const layer of [frame, ...inside.slice(0, MAX_LAYERS)]) {
    values.set(layer.id, '')
    for (const field of FIELDS) values.set(layer.id + field, readField(layer, field))
  }
  looks.set(frame.id, { values, unlike: new Set() })
}

/** Whether the frame looks as it did, as far as is known. */
export function isAsRemembered(frameId: string): boolean {
  return looks.get(frameId)?.unlike.size === 0
}

/** @param properties of the change that are seen */
export function noteLook(frameId: string, change: NodeChange, properties: readonly string[]): void {
  const look = looks.get(frameId)
  if (!look) return
  const { values, unlike } = look
  const note = (key: string, isAlike: boolean) => (isAlike ? unlike.delete(key) : unlike.add(key))
  const { id, node } = change
  const isFromThen = values.has(id)
  if (change.type !== 'PROPERTY_CHANGE') note(id, isFromThen === (change.type === 'CREATE'))
  // What has come since is unlike as a whole, until it goes.
  else if (isFromThen) {
    for (const field of properties)
      note(id + field, values.get(id + field) === readField(node as SceneNode, field))
  }
}

function readField(layer: SceneNode, field: string): string {
  return `${JSON.stringify(ask(layer, field as keyof FrameNode))}`
}
