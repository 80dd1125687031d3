import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { signIn } from '../../../ui/actions/sign-in.ts'
import { type Result, refused } from '../../../ui/result.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeMe } from '../support/make.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const pending = refused({ code: 'authorization_pending' })
const LINK = 'https://relay.example/sign-in?user_code=WDJB-MJHT'

function open(answers: Result<never>[] = []) {
  const world = makeWorld()
  const panel = openPanel(world)
  panel.state.connection.value = { status: 'disconnected', failure: null }
  world.failing.takeSignInToken = answers
  return { world, panel, connection: () => panel.state.connection.value }
}

it('shows the code, opens the page that shows the same, and waits', async () => {
  const { world, panel, connection } = open([pending])
  const done = signIn(panel.shell)
  await vi.advanceTimersByTimeAsync(4999)
  expect(connection()).toEqual({
    status: 'disconnected',
    failure: null,
    signIn: { code: 'WDJB-MJHT', url: LINK },
  })
  expect([world.links, world.polled]).toEqual([[LINK], []])
  await vi.advanceTimersByTimeAsync(5001)
  await done
  expect(world.polled).toEqual(['device-1', 'device-1'])
  expect(connection()).toEqual({ status: 'connected', token: 'rl_1_signed', me: makeMe() })
  expect(world.orders).toEqual([{ type: 'save-token', token: 'rl_1_signed' }])
})

it('asks five seconds less often each time it is told to slow down', async () => {
  const { world, panel } = open([refused({ code: 'slow_down' }), pending, pending])
  void signIn(panel.shell)
  await vi.advanceTimersByTimeAsync(5000 + 9999)
  expect(world.polled).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1 + 10_000)
  expect(world.polled).toHaveLength(3)
})

it.each(['offline', 'relay_unreachable', 'rate_limited', 'internal'] as const)(
  'goes on waiting through %s',
  async (code) => {
    const { panel, connection } = open([refused({ code })])
    void signIn(panel.shell)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(connection().status).toBe('connected')
  },
)

it.each(['access_denied', 'expired_token', 'not_found'] as const)(
  'says so when it ends with %s',
  async (code) => {
    const { world, panel, connection } = open([refused({ code })])
    await Promise.all([signIn(panel.shell), vi.advanceTimersByTimeAsync(60_000)])
    expect(connection()).toEqual({ status: 'disconnected', failure: { code } })
    expect(world.polled).toHaveLength(1)
  },
)

it('says why it could not begin', async () => {
  const { world, panel, connection } = open()
  world.failing.startSignIn = [refused({ code: 'rate_limited' })]
  await signIn(panel.shell)
  expect(connection()).toEqual({ status: 'disconnected', failure: { code: 'rate_limited' } })
  expect(world.links).toEqual([])
})

it('is over when the person cancels, connects by a token, or closes the panel', async () => {
  for (const end of ['cancel', 'close'] as const) {
    const { world, panel, connection } = open([pending])
    const done = signIn(panel.shell)
    await vi.advanceTimersByTimeAsync(0)
    if (end === 'close') panel.close()
    else panel.state.connection.value = { status: 'disconnected', failure: null }
    await vi.advanceTimersByTimeAsync(60_000)
    await done
    expect(world.polled).toEqual([])
    expect(connection().status).toBe('disconnected')
  }
})
