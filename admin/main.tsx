/** In with a link or a session; then the page. */
import { render } from 'preact'
import type { AdminSessionView } from '../contract/admin-api.ts'
import { App } from './app.tsx'
import { createAskRelay } from './ask-relay.ts'
import { readSession } from './read-session.ts'
import './style/index.css'

const root = document.querySelector('#page')

if (root !== null) {
  void begin(root)
  // A link that is pasted where the page is open already loads nothing anew.
  addEventListener('hashchange', () => void begin(root))
}
// Going back after logging out must not bring a page back that the browser has kept whole.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})

let opened: AdminSessionView | null = null

async function begin(place: Element): Promise<void> {
  try {
    const link = takeLink()
    if (link !== null) await createAskRelay(null).change('POST', 'session', { link })
    const session = await readSession()
    if (session === null) return
    opened = session
    place.querySelector('.way-in')?.remove()
    // Where the page is there already, with what has been typed in it, it goes on under the new session.
    render(<App opened={session} fault={null} />, place)
  } catch (error) {
    const says = error instanceof Error ? error.message : String(error)
    if (opened !== null) return render(<App opened={opened} fault={says} />, place)
    const told = document.querySelector('#told')
    if (told !== null) told.textContent = says
  }
}

/** It must not stay in the address bar, nor in the history. */
function takeLink(): string | null {
  const link = new URLSearchParams(location.hash.slice(1)).get('link')
  if (link !== null) history.replaceState(null, '', location.pathname + location.search)
  return link
}
