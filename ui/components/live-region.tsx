import { state } from '../panel.ts'

/** Says what happened to those who don't see it. */
export function LiveRegion() {
  return (
    <p class="visually-hidden" role="status">
      {state.announcement.value.text}
    </p>
  )
}
