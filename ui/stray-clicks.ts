/** What may have moved away from under the pointer. */
const CONTROL = 'label, button, a, summary'

/**
 * The second click of a double click counts only where the first one fell: what a click brings under the pointer by moving
 * the page was never meant.
 */
export function ignoreStrayClicks(root: HTMLElement): void {
  let clicked: EventTarget | null = null
  root.addEventListener(
    'click',
    (event) => {
      const { target, detail } = event
      const control = (target instanceof Element && target.closest(CONTROL)) || target
      // How many clicks in quick succession this one makes; 0 for a key.
      if (detail < 2) clicked = control
      else if (control !== clicked) {
        event.preventDefault()
        event.stopPropagation()
      }
    },
    true,
  )
}
