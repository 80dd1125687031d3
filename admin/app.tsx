/** The bar, and the view that the address names. */
import type { JSX } from 'preact'
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { AdminSessionView } from '../contract/admin-api.ts'
import type { AskRelay } from './ask-relay.ts'
import { follow } from './follow.ts'
import { type Page, PageContext } from './page-context.ts'
import { AuditView } from './views/audit.tsx'
import { HealthView } from './views/health.tsx'
import { LooksView } from './views/looks.tsx'
import { OverviewView } from './views/overview.tsx'
import { PeopleView } from './views/people.tsx'
import { ReportsView } from './views/reports.tsx'
import { TeamsView } from './views/teams.tsx'

type View = { path: string; title: string; Draw: () => JSX.Element }

const VIEWS: View[] = [
  { path: '/admin', title: 'Overview', Draw: OverviewView },
  { path: '/admin/people', title: 'People', Draw: PeopleView },
  { path: '/admin/teams', title: 'Teams', Draw: TeamsView },
  { path: '/admin/looks', title: 'Looks', Draw: LooksView },
  { path: '/admin/reports', title: 'Reports', Draw: ReportsView },
  { path: '/admin/health', title: 'Health', Draw: HealthView },
  { path: '/admin/audit', title: 'Audit', Draw: AuditView },
]

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
