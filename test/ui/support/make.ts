/** Values for tests of the panel, each complete and valid against the contract, with what matters overridden. */
import type { Card } from '../../../contract/cards.ts'
import type { JournalEntry } from '../../../contract/journal.ts'
import type { SelectedNode } from '../../../contract/messages.ts'
import type { Provenance } from '../../../contract/provenance.ts'
import type { Generation, GenerationStatus, Me } from '../../../contract/relay-api.ts'
import type { Reference } from '../../../ui/state/draft.ts'

export const KEY = 'k'.repeat(32)
export const UPLOAD_ID = 'a'.repeat(64)

export function makeGeneration(status: GenerationStatus, changes: Partial<Generation> = {}): Generation {
  const isRunning = !['succeeded', 'failed', 'unknown'].includes(status)
  return {
    id: 'g1',
    status,
    prompt: 'a mug',
    aspect_ratio: '1:1',
    resolution: '1K',
    references: [],
    images: status === 'succeeded' ? [{ mime_type: 'image/png', bytes: 4, width: 1, height: 1 }] : [],
    credits: { reserved: 5, final: status === 'succeeded' ? 5 : null },
    failure: status === 'failed' ? { code: 'generation_failed', message: 'refused' } : null,
    created_at: '2026-06-01T09:30:00.000Z',
    updated_at: '2026-06-01T09:30:00.000Z',
    expected_at: isRunning ? '2026-06-01T09:30:20.000Z' : null,
    idempotency_key: KEY,
    starred: false,
    has_thumbnail: false,
    ...changes,
  }
}

export function makeEntry(changes: Partial<JournalEntry> = {}): JournalEntry {
  return {
    version: 1,
    key: KEY,
    batchId: 'b1',
    documentId: 'doc1',
    documentName: 'Shop',
    target: {
      kind: 'fill',
      nodeId: '1:2',
      nodeName: 'Card / Mug',
      place: { pageId: '0:1', x: 0, y: 0, width: 300, height: 400 },
    },
    variation: 0,
    prompt: 'a mug',
    aspectRatio: '3:4',
    resolution: '1K',
    references: [],
    request: null,
    generationId: null,
    isAwaited: true,
    createdAt: 1_000_000,
    ...changes,
  }
}

export function makeNode(changes: Partial<SelectedNode> = {}): SelectedNode {
  return {
    id: '1:2',
    name: 'Card / Mug',
    type: 'FRAME',
    width: 300,
    height: 400,
    exportObstacle: null,
    fillObstacle: null,
    provenance: null,
    steps: [],
    ...changes,
  }
}

export function makeReference(changes: Partial<Reference> = {}): Reference {
  return {
    id: 'r1',
    name: 'Card / Mug',
    nodeId: '1:2',
    maxPixels: 1_000_000,
    source: { kind: 'bytes', bytes: new Uint8Array([1, 2, 3]), mimeType: 'image/png' },
    pending: null,
    width: 800,
    height: 600,
    original: null,
    freshness: 'current',
    ...changes,
  }
}

export function makeMe(credits: Partial<Me['credits']> = {}, personId = 'ada'): Me {
  return {
    name: 'Design team',
    person: { id: personId, name: 'Design team', role: 'member' },
    credits: { balance: 240, daily_limit: null, used_today: 0, ...credits },
    model: {
      id: 'flux-2-pro',
      base_credits: 5,
      max_prompt_length: 5000,
      aspect_ratios: ['1:1'],
      resolutions: ['1K', '2K'],
      max_references: 8,
      max_reference_bytes: 10_000_000,
    },
  }
}

/** A layer that is its own slot, unless `slot` names another in it. */
export function makeCard(
  changes: Partial<Omit<Card, 'slot'>> & {
    width?: number
    height?: number
    slot?: Partial<Card['slot']>
  } = {},
): Card {
  const { width = 300, height = 400, slot, ...others } = changes
  const { id = '1:2', name = 'Card / Mug' } = changes
  return {
    id,
    name,
    slot: { id, name, type: 'RECTANGLE', width, height, ...slot },
    lines: [],
    fillObstacle: null,
    picture: 'own',
    pictureKey: `picture of ${id}`,
    warnings: [],
    provenance: null,
    ...others,
  }
}

/** How an image was made that a layer shows. */
export function makeProvenance(changes: Partial<Provenance> = {}): Provenance {
  return {
    version: 1,
    key: 'key-made-here',
    generationId: 'g-made-here',
    prompt: 'image 1 in blue',
    aspectRatio: '3:4',
    resolution: '1K',
    references: [],
    credits: 5,
    imageHash: 'a'.repeat(40),
    width: 864,
    height: 1152,
    placedAt: 1,
    ...changes,
  }
}
