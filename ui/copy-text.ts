/**
 * Puts text on the clipboard. `navigator.clipboard` is refused in the panel's null origin, so the old way is used.
 *
 * @returns whether the browser took it
 */
export function copyText(text: string): boolean {
  const field = document.createElement('textarea')
  const focused = document.activeElement
  field.value = text
  field.style.position = 'fixed'
  field.style.opacity = '0'
  document.body.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (focused instanceof HTMLElement) focused.focus()
  return isCopied
}
