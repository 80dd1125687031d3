import { describe, expect, it } from 'vitest'
import { connect, disconnect } from '../../../ui/actions/connect.ts'
import { refused } from '../../../ui/result.ts'
import { makeWorld, openPanel } from '../support/engine-set-up.ts'
import { makeMe } from '../support/make.ts'

describe('connecting', () => {
  it('keeps an accepted token without the spaces around it', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    await connect(panel.shell, '  rl_1_good \n')
    expect(panel.state.connection.value).toEqual({ status: 'connected', token: 'rl_1_good', me: makeMe() })
    expect(world.orders).toEqual([{ type: 'save-token', token: 'rl_1_good' }])
  })

  it('says why a token is refused, and keeps none', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    world.failing.readMe = [refused({ code: 'unauthenticated', requestId: 'req_1' })]
    await connect(panel.shell, 'rl_1_bad')
    expect(panel.state.connection.value).toEqual({
      status: 'disconnected',
      failure: { code: 'unauthenticated', requestId: 'req_1' },
    })
    await connect(panel.shell, ' ')
    expect(panel.state.connection.value).toMatchObject({ failure: { detail: 'The field is empty.' } })
    expect(world.orders).toEqual([])
  })

  it('forgets the token when asked to', async () => {
    const world = makeWorld()
    const panel = openPanel(world)
    await disconnect(panel.shell)
    expect(panel.state.connection.value).toEqual({ status: 'disconnected', failure: null })
    expect(world.orders).toEqual([{ type: 'save-token', token: null }])
  })
})
