/** The bar, and the view that the address names. */
import type { JSX, TargetedMouseEvent } from 'preact'
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { AdminSessionView } from '../contract/admin-api.ts'
import type { AskRelay } from './ask-relay.ts'
import { type Page, PageContext } from './page-context.ts'
import { AuditView } from './views/audit.tsx'

type View = { path: string; title: string; Draw: () => JSX.Element }

const VIEWS: View[] = [{ path: '/admin/audit', title: 'Audit', Draw: AuditView }]

export function App({ session, ask }: { session: AdminSessionView; ask: AskRelay }) {
  const [address, setAddress] = useState(location.pathname + location.search)
  const heading = useRef<HTMLElement>(null)
  const sessionEnded = useCallback(() => location.reload(), [])
  const open = useCallback((to: string) => {
    history.pushState(null, '', to)
    setAddress(to)
    heading.current?.focus()
    scrollTo(0, 0)
  }, [])
  useEffect(() => {
    const goBack = () => setAddress(location.pathname + location.search)
    addEventListener('popstate', goBack)
    return () => removeEventListener('popstate', goBack)
  }, [])
  const page = useMemo<Page>(() => ({ ask, open, sessionEnded }), [ask, open, sessionEnded])
  const [path = ''] = address.split('?')
  const view = VIEWS.find((each) => each.path === path) ?? VIEWS[0]
  useEffect(() => {
    document.title = `${view?.title} – Framefill relay`
  }, [view])

  async function leave() {
    await ask.change('DELETE', 'session').catch(() => undefined)
    location.assign('/admin')
  }

  return (
    <PageContext.Provider value={page}>
      <header class="bar">
        <nav aria-label="Views">
          <ul>
            {VIEWS.map(({ path: to, title }) => (
              <li key={to}>
                <a href={to} aria-current={view?.path === to ? 'page' : undefined} onClick={follow(open)}>
                  {title}
                </a>
              </li>
            ))}
          </ul>
        </nav>
        <div class="who">
          <span class="muted">{session.name ?? 'By admin link'}</span>
          <button type="button" class="button" onClick={() => void leave()}>
            Log out
          </button>
        </div>
      </header>
      <main class="view" ref={heading} tabIndex={-1} key={address}>
        {view === undefined ? null : <view.Draw />}
      </main>
    </PageContext.Provider>
  )
}

/** A plain click; whoever wants a new tab gets one. */
export function follow(open: (to: string) => void) {
  return (event: TargetedMouseEvent<HTMLAnchorElement>) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    open(event.currentTarget.pathname + event.currentTarget.search)
  }
}
