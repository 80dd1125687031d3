import type { Failure } from '../../contract/failures.ts'

export const READ_ONLY: Failure = { code: 'read_only' }

/** Dev Mode lets a plugin look, export and keep data, and throws at every edit. */
export function isReadOnly(): boolean {
  return figma.editorType === 'dev'
}
