/** The page's own files, and to whom the page is more than the way in. */
import type { Context, Hono } from 'hono'
import { answer } from '../answers.ts'
import type { AppDependencies } from '../dependencies.ts'
import type { RelayEnv } from '../env.ts'
import { findAdmin } from './guard.ts'
import { PAGE_FILES } from './page-files.ts'

/** The page draws each of them itself. */
const VIEWS = ['people', 'teams', 'looks', 'reports', 'health', 'audit']

export const SIGN_IN_PATH = '/sign-in/admin'

export function addPageRoutes(admin: Hono<RelayEnv>, dependencies: AppDependencies): void {
  const html = PAGE_FILES.html.replace('<!-- ways in -->', () => describeWaysIn(dependencies))
  /** Without a session it says how to get in, and its script takes a link to the door. */
  const sendPage = async (c: Context<RelayEnv>) =>
    answer(c, (await findAdmin(c, dependencies)) === null ? 401 : 200, html, {
      'Content-Type': 'text/html; charset=utf-8',
    })
  admin.get('/', sendPage)
  for (const view of VIEWS) admin.get(`/${view}`, sendPage)
  admin.get('/page.js', (c) =>
    answer(c, 200, PAGE_FILES.script, { 'Content-Type': 'text/javascript; charset=utf-8' }),
  )
  admin.get('/page.css', (c) =>
    answer(c, 200, PAGE_FILES.style, { 'Content-Type': 'text/css; charset=utf-8' }),
  )
}

function describeWaysIn({ signIn }: AppDependencies): string {
  const link =
    '<p>Whoever runs this relay gets in with a link that <code>node relay.mjs admin link</code> prints on its server. It is good once, for ten minutes.</p>'
  return signIn !== null
    ? `<p><a class="button" href="${SIGN_IN_PATH}">Sign in with your company’s account</a></p>${link}`
    : link
}
