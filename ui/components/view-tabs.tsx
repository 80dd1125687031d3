import { state } from '../panel.ts'
import type { View } from '../state/panel-state.ts'
import { Button } from './controls/button.tsx'
import { IconButton } from './controls/icon-button.tsx'

const TABS = [
  ['create', 'Create'],
  ['history', 'History'],
] as const satisfies [View, string][]

export function ViewTabs() {
  const view = state.view.value
  return (
    <header class="header">
      <h1 class="visually-hidden">Framefill</h1>
      <nav aria-label="Views">
        {TABS.map(([name, label]) => (
          <Button
            key={name}
            class="tab"
            aria-current={view === name ? 'page' : undefined}
            onClick={() => {
              state.view.value = name
            }}
          >
            {label}
          </Button>
        ))}
      </nav>
      <IconButton
        icon="settings"
        label="Settings"
        isPressed={view === 'settings'}
        onClick={() => {
          state.view.value = view === 'settings' ? 'create' : 'settings'
        }}
      />
    </header>
  )
}
