import type { ButtonHTMLAttributes } from 'preact'

type Attributes = Omit<ButtonHTMLAttributes<HTMLButtonElement>, 'type'>

export function Button(attributes: Attributes) {
  return <button type="button" {...attributes} />
}

/** Looks like a link: what can be done besides the one thing that the panel is for. */
export function TextButton(attributes: Attributes) {
  return <Button class="link" {...attributes} />
}
