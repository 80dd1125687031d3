import { describe, expect, it } from 'vitest'
import { LAYER, openSmallFile, runInPlugin } from './small-file.ts'

describe('what the plugin says', () => {
  it('is shown with a button that works once', async () => {
    const host = openSmallFile(`figma.showUI('', { visible: false });
      figma.notify('Placed', { button: { text: 'Show', action: () => figma.ui.postMessage('pressed') } })`)
    await host.open()
    const [notification] = host.notifications
    expect(notification).toMatchObject({ message: 'Placed', isError: false, buttonText: 'Show' })
    notification?.press()
    notification?.press()
    await host.panel.receive((message) => message === 'pressed')
    expect(host.panel.messages).toEqual(['pressed'])
    host.dispose()
  })

  it('is at most 100 characters', async () => {
    const host = openSmallFile("figma.notify('x'.repeat(101))")
    await expect(host.open()).rejects.toThrow('100 characters')
  })

  it('opens links outside', async () => {
    const host = openSmallFile("figma.openExternal('https://example.com/help')")
    await host.open()
    expect(host.links).toEqual(['https://example.com/help'])
  })

  it('moves the view to layers', async () => {
    const { host, result } = await runInPlugin(`${LAYER}
      figma.viewport.scrollAndZoomIntoView([layer('Card')]);
      const { x, y, width, height } = figma.viewport.bounds;
      return [figma.viewport.center, x < 100 && y < 100 && x + width > 300 && y + height > 200]`)
    expect(result).toEqual([{ x: 200, y: 150 }, true])
    expect(host.viewport.center).toEqual({ x: 200, y: 150 })
  })

  it('may not load images from localhost', async () => {
    const { result } = await runInPlugin(
      "return figma.createImageAsync('http://localhost:1/a.png').catch((error) => error.message)",
    )
    expect(result).toContain('localhost')
  })

  it('may fetch only from the addresses of the manifest', async () => {
    const { result } = await runInPlugin(
      "return fetch('https://example.com/').catch((error) => error.message)",
    )
    expect(result).toContain('networkAccess')
  })
})
