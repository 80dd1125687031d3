/** Dev Mode lets a plugin look, export and keep data, and throws at every edit. */
export function isReadOnly(): boolean {
  return figma.editorType === 'dev'
}
