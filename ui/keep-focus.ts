/**
 * Keeps the keyboard's place: when what had the focus is taken out of the page, what stood beside or around it is next. It
 * goes to that as a whole and not to a button in it, so that a key struck twice does nothing to a neighbour.
 */
export function keepFocus(root: HTMLElement): void {
  let focused: Element | null = null
  root.addEventListener('focusin', ({ target }) => {
    focused = target instanceof Element ? target : null
  })
  root.addEventListener('focusout', ({ relatedTarget, target }) => {
    // Left for nothing, by a click or because it is being taken out: which of the two is known once that has been seen below.
    if (relatedTarget === null) setTimeout(() => forget(target))
  })
  const forget = (left: EventTarget | null) => {
    if (focused === left && document.activeElement !== left) focused = null
  }
  const observer = new MutationObserver((changes) => {
    const lost = focused
    if (lost === null || document.activeElement !== document.body) return
    const change = changes.find(({ removedNodes }) => [...removedNodes].some((node) => node.contains(lost)))
    if (change === undefined) return
    // Taken out and put in elsewhere, as by a change of order, it has only to be found again.
    if (lost.isConnected) return void (lost instanceof HTMLElement && lost.focus())
    const { nextSibling, previousSibling, target } = change
    focusOn(nearest([nextSibling, previousSibling, target], root))
  })
  observer.observe(root, { childList: true, subtree: true })
}

function nearest(candidates: (Node | null)[], root: HTMLElement): HTMLElement {
  const there = candidates.find((node) => node instanceof HTMLElement && node.isConnected)
  return there instanceof HTMLElement ? there : root
}

/** Makes what the Tab key does not reach take the focus for this once. */
function focusOn(element: HTMLElement) {
  if (element.tabIndex < 0) {
    element.tabIndex = -1
    element.addEventListener('blur', () => element.removeAttribute('tabindex'), { once: true })
  }
  element.focus({ preventScroll: true })
}
