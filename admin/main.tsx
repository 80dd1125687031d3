/** In with a link or a session; then the page. */
import { render } from 'preact'
import { type AdminSessionView, adminSessionView } from '../contract/admin-api.ts'
import { App } from './app.tsx'
import { createAskRelay, Refused } from './ask-relay.ts'
import './style/index.css'

const door = createAskRelay(null)

void begin()
// A link that is pasted where the page is open already loads nothing anew.
addEventListener('hashchange', () => void begin())
// Going back after logging out must not bring a page back that the browser has kept whole.
addEventListener('pageshow', ({ persisted }) => {
  if (persisted) location.reload()
})

async function begin(): Promise<void> {
  const root = document.querySelector('#page')
  if (root === null) return
  try {
    const link = takeLink()
    if (link !== null) await door.change('POST', 'session', { link })
    const session = await readSession()
    if (session === null) return
    root.replaceChildren()
    render(<App session={session} ask={createAskRelay(session.proof)} />, root)
  } catch (error) {
    const told = document.querySelector('#told')
    if (told !== null) told.textContent = error instanceof Error ? error.message : String(error)
  }
}

/** It must not stay in the address bar, nor in the history. */
function takeLink(): string | null {
  const link = new URLSearchParams(location.hash.slice(1)).get('link')
  if (link !== null) history.replaceState(null, '', location.pathname)
  return link
}

async function readSession(): Promise<AdminSessionView | null> {
  try {
    return await door.read('session', adminSessionView)
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return null
    throw error
  }
}
