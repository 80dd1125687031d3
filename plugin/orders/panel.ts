/** The plugin's window, and what it remembers for good. */
import * as v from 'valibot'
import type { Failure } from '../../contract/failures.ts'
import { type Order, PANEL_COMMANDS, preferences, type ToPanel } from '../../contract/messages.ts'
import { documentId } from '../document/document-id.ts'
import { isReadOnly } from '../document/read-only.ts'
import { readJournal } from '../journal/journal.ts'
import { readStored, store } from '../journal/storage.ts'

const WIDTH = 360
const HEIGHT = 640
const MIN_SIDE = 120
const MAX_SIDE = 1200

const TOKEN = 'token'
const PREFERENCES = 'preferences'

export function showPanel(): void {
  figma.showUI(__html__, { themeColors: true, width: WIDTH, height: HEIGHT })
}

export function resizePanel({ height, width = WIDTH }: Order<'resize-panel'>): void {
  figma.ui.resize(limit(width), limit(height))
}

function limit(sidePx: number): number {
  return Math.min(MAX_SIDE, Math.max(MIN_SIDE, Math.round(sidePx)))
}

/** All that the panel needs to go on where it was closed. */
export async function openPanel(): Promise<Extract<ToPanel, { type: 'plugin-opened' }>> {
  const [token, chosen, journal] = await Promise.all([
    readStored(TOKEN, v.string()),
    readStored(PREFERENCES, preferences),
    readJournal(),
  ])
  const { command, editorType, root } = figma
  return {
    type: 'plugin-opened',
    token,
    preferences: chosen ?? {},
    editor: editorType,
    isReadOnly: isReadOnly(),
    document: { id: documentId(), name: root.name },
    journal,
    command: PANEL_COMMANDS.find((known) => known === command) ?? 'open',
  }
}

export function saveToken({ token }: Order<'save-token'>): Promise<Failure | null> {
  return store(TOKEN, token)
}

export function savePreferences(order: Order<'save-preferences'>): Promise<Failure | null> {
  return store(PREFERENCES, order.preferences)
}
