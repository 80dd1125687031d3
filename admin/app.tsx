/** The bar, and the view that the address names. */
import type { JSX } from 'preact'
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { AdminSessionView } from '../contract/admin-api.ts'
import { createAskRelay } from './ask-relay.ts'
import { follow } from './follow.ts'
import { type Page, PageContext } from './page-context.ts'
import { LogOut } from './parts/log-out.tsx'
import { SessionEnded } from './parts/session-ended.tsx'
import { readSession } from './read-session.ts'
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

/** @param fault of a link that has opened nothing while the page was open */
export function App({ opened, fault }: { opened: AdminSessionView; fault: string | null }) {
  const [session, setSession] = useState(opened)
  const [hasEnded, setHasEnded] = useState(false)
  useEffect(() => {
    setSession(opened)
    setHasEnded(false)
  }, [opened])
  const renew = useCallback(async () => {
    const now = await readSession()
    if (now !== null) setSession(now)
    return now?.proof ?? null
  }, [])
  const ask = useMemo(() => createAskRelay(session.proof, renew), [session.proof, renew])
  const [address, setAddress] = useState(location.pathname + location.search)
  const heading = useRef<HTMLElement>(null)
  const sessionEnded = useCallback(() => setHasEnded(true), [])
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
          <LogOut />
        </div>
        {fault !== null && (
          <p role="alert" class="told bad">
            {fault}
          </p>
        )}
      </header>
      <main class="view" ref={heading} tabIndex={-1} key={address}>
        {view === undefined ? null : <view.Draw />}
      </main>
      {hasEnded && (
        <SessionEnded
          renew={async () => {
            const isSignedIn = (await renew()) !== null
            if (isSignedIn) setHasEnded(false)
            return isSignedIn
          }}
          onClose={() => setHasEnded(false)}
        />
      )}
    </PageContext.Provider>
  )
}
