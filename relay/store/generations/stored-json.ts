/** Reads back the lists that this store has itself written as JSON text. */
import type { Generation } from '../../../contract/relay-api.ts'
import type { GenerationRow } from '../tables/generations.ts'

export function parseReferences(row: Pick<GenerationRow, 'reference_list'>): Generation['references'] {
  return JSON.parse(row.reference_list)
}

export function parseImages(row: Pick<GenerationRow, 'image_list'>): Generation['images'] {
  return JSON.parse(row.image_list)
}

export function parseStart(row: Pick<GenerationRow, 'start'>): Generation['start'] {
  return row.start === null ? undefined : JSON.parse(row.start)
}

export function parseOrigin(row: Pick<GenerationRow, 'origin'>): Generation['origin'] {
  return row.origin === null ? undefined : JSON.parse(row.origin)
}

export function readUsedLook({
  look_id: id,
  look_version: version,
  look_name: name,
}: Pick<GenerationRow, 'look_id' | 'look_version' | 'look_name'>): Generation['look'] {
  return id === null || version === null || name === null ? undefined : { id, version, name }
}
