import { expect, it } from 'vitest'
import { createApp } from '../../../../relay/http/app.ts'
import { ADA, startIdentityProvider } from '../../support/identity-provider.ts'
import { makeIdleDependencies } from '../../support/idle-app.ts'
import { PUBLIC_URL, startSignInStage } from '../sign-in/set-up.ts'
import { compareWithDocument, listAnswers } from './set-up.ts'

it('describes every answer of signing in as it really is', async () => {
  const seen: string[] = []
  const wrong: string[] = []
  const watch = async (method: string, path: string, answer: Response) => {
    const { name, problems } = await compareWithDocument(method, path, answer)
    seen.push(name)
    wrong.push(...problems.map((problem) => `${name}: ${problem}`))
  }
  const provider = await startIdentityProvider(`${PUBLIC_URL}/sign-in/callback`)
  const stage = await startSignInStage(provider.issuer, { OIDC_ADMINS: 'ada@example.com' }, watch)
  const json = { 'content-type': 'application/json' }
  const tell = (headers: Record<string, string>, body: string) =>
    stage.call('/v1/sign-in/token', { method: 'POST', headers, body })

  const { deviceCode, userCode } = await stage.start()
  await stage.poll(deviceCode)
  await stage.signIn(userCode)
  stage.clock.at += 5000
  await stage.poll(deviceCode)
  await tell(json, '{}')
  await tell(json, 'x'.repeat(70_000))
  await tell({ ...json, 'content-encoding': 'gzip' }, '{}')
  await stage.call('/sign-in')
  await stage.call('/sign-in?user_code=none')
  const visitor = stage.visitor()
  await visitor.submit(`${PUBLIC_URL}/sign-in`, { user_code: 'none' })
  await visitor.submit(`${PUBLIC_URL}/sign-in`, { user_code: 'x'.repeat(3000) })
  await stage.call('/sign-in', { method: 'POST', headers: { 'content-encoding': 'gzip' } })
  await stage.call('/sign-in/callback')
  await visitor.open(`${PUBLIC_URL}/sign-in/admin`)
  provider.signsInAs = { ...ADA, sub: 'other', email: 'other@example.org' }
  await stage.visitor().open(`${PUBLIC_URL}/sign-in/admin`)
  await Promise.all([stage.close(), provider.close()])

  const idle = await makeIdleDependencies()
  const app = createApp(idle.dependencies)
  for (const path of ['/v1/sign-in', '/v1/sign-in/token', '/sign-in']) {
    await watch('POST', path, await app.request(path, { method: 'POST' }))
  }
  for (const path of ['/sign-in', '/sign-in/admin', '/sign-in/callback']) {
    await watch('GET', path, await app.request(path))
  }
  await idle.close()

  expect(wrong).toEqual([])
  const listed = listAnswers((path) => path.includes('/sign-in'))
  // Limits and a provider that is away have tests of their own.
  expect(listed.filter((name) => !/(429|4XX|500|503)$/.test(name) && !seen.includes(name))).toEqual([])
})
