import type { ComponentChildren } from 'preact'

type Props = {
  url: string | null | undefined
  class?: string
  /** What stands in its place until it is there. */
  children?: ComponentChildren
}

/** A small picture beside its name. What it lies on is dragged, not the picture, which the browser would take for a file. */
export function Picture({ url, class: name, children }: Props) {
  if (!url) return <span class={name}>{children}</span>
  return <img class={name} src={url} alt="" draggable={false} />
}
