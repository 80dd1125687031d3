import { Button } from './button.tsx'
import { Icon, type IconName } from './icons.tsx'

type Props = {
  icon: IconName
  /** What it does: its name for everyone, shown as a tooltip. */
  label: string
  /** What the tooltip adds to the name. */
  hint?: string
  onClick: () => void
  isPressed?: boolean
}

export function IconButton({ icon, label, hint = '', onClick, isPressed }: Props) {
  return (
    <Button
      class="icon-button"
      aria-label={label}
      title={label + hint}
      aria-pressed={isPressed}
      onClick={onClick}
    >
      <Icon name={icon} />
    </Button>
  )
}
