import type { ComponentChildren } from 'preact'

type Props = {
  isChecked: boolean
  title?: string
  children: ComponentChildren
  onChange: (isChecked: boolean) => void
}

export function Check({ isChecked, title, children, onChange }: Props) {
  return (
    <label class="check" title={title}>
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>{children}</span>
    </label>
  )
}
