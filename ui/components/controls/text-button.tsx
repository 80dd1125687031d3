import type { ButtonHTMLAttributes } from 'preact'

/** A button that looks like a link: what can be done besides the one thing that the panel is for. */
export function TextButton(attributes: Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'>) {
  return <button type="button" class="link" {...attributes} />
}
