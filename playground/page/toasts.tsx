/** What `figma.notify` says, at the foot of the canvas. */
import { Icon } from './icons.tsx'
import type { Stage } from './stage.ts'

export function Toasts({ stage }: { stage: Stage }) {
  return (
    <div class="toasts" role="status" aria-label="Notifications">
      {stage.toasts.value.map(({ id, notification }) => (
        <div key={id} class="toast" data-error={notification.isError}>
          <span>{notification.message}</span>
          {notification.buttonText !== null && (
            <button
              type="button"
              class="toast-button"
              onClick={() => {
                notification.press()
                stage.dismissToast(id)
              }}
            >
              {notification.buttonText}
            </button>
          )}
          <button
            type="button"
            class="toast-button"
            aria-label="Dismiss"
            onClick={() => stage.dismissToast(id)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </div>
  )
}
