/**
 * For buttons that pay, place or delete: the second click of a double click, a key that is held down, and whatever comes
 * before the first has done its work, are no second wish. Until then the button is seen to be at work.
 *
 * @param press may give a promise of the end of its work
 */
export function onePress(press: (event: MouseEvent) => unknown) {
  return {
    async onClick(event: MouseEvent & { currentTarget: Element }) {
      const { currentTarget: button, detail } = event
      // How many clicks in quick succession this one makes; 0 for a key.
      if (detail > 1 || button.ariaBusy) return
      button.ariaBusy = 'true'
      try {
        await press(event)
      } finally {
        button.ariaBusy = null
      }
    },
    onKeyDown(event: KeyboardEvent) {
      if (event.repeat) event.preventDefault()
    },
  }
}
