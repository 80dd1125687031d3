import { Icon, type IconName } from './icons.tsx'

type Props = {
  icon: IconName
  /** What it does: its name for everyone, shown as a tooltip. */
  label: string
  onClick: () => void
  isPressed?: boolean
}

export function IconButton({ icon, label, onClick, isPressed }: Props) {
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={label}
      title={label}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  )
}
