/** Time for the browser to begin; the bytes are its own then. */
const KEPT_MS = 60_000

/** Into the browser's downloads. Not by a link to the relay: its refusal would be saved in the place of the file. */
export function saveFile(bytes: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(bytes)
  link.download = name
  link.click()
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS)
}
