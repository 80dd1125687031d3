// A storage and a file that do not let the panel open as it should.
import { expect, it, vi } from 'vitest'
import { openPanel } from '../../../plugin/orders/panel.ts'
import { setUpRefusals, stubFigma } from '../support/refusing-figma.ts'

setUpRefusals()

it('a storage that can not be read does not keep the panel from opening', async () => {
  const fail = async () => {
    throw new Error('Storage is not available')
  }
  stubFigma({
    clientStorage: { getAsync: fail, keysAsync: fail },
    root: { name: 'Shop', getPluginData: () => 'document-1', setPluginData: vi.fn() },
    command: '',
  })
  expect(await openPanel()).toMatchObject({ token: null, preferences: {}, journal: [] })
})

it('a file that takes no note does not keep the panel from opening', async () => {
  stubFigma({
    clientStorage: { getAsync: async () => undefined, keysAsync: async () => [] },
    root: {
      name: 'Shop',
      getPluginData: () => '',
      setPluginData: () => {
        throw new Error('This file can not be edited')
      },
    },
    command: '',
  })
  expect(await openPanel()).toMatchObject({ document: { name: 'Shop' } })
})
