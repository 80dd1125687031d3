/**
 * For buttons that spend credits: the second click of a double click, and a key that is held down, are no second wish.
 */
export function onePress(press: (event: MouseEvent) => void) {
  return {
    onClick(event: MouseEvent) {
      // How many clicks in quick succession this one makes; 0 for a key.
      if (event.detail < 2) press(event)
    },
    onKeyDown(event: KeyboardEvent) {
      if (event.repeat) event.preventDefault()
    },
  }
}
