/** The least that a panel can be, in the same page and under the same sandbox: a field, a button, and no plugin. */
import type { Frame, Page } from 'playwright-core'

const HTML = `<!doctype html><html><body><textarea aria-label="Prompt"></textarea><button>Generate</button><script>
const field = document.querySelector('textarea')
document.querySelector('button').onclick = () => parent.postMessage({ bare: 'press' }, '*')
addEventListener('message', async ({ data }) => {
  if (!data.urls) return
  for (const url of data.urls) {
    const response = await fetch(url, { headers: { authorization: data.authorization } })
    parent.postMessage({ bare: new Uint8Array(await response.arrayBuffer()) }, '*')
  }
  parent.postMessage({ bare: 'done' }, '*')
})
</script></body></html>`

/** Puts it over the page, in place of one that is there. */
export async function openBarePanel(page: Page): Promise<Frame> {
  const handle = await page.evaluateHandle(async (html) => {
    document.querySelector('.bare-panel')?.remove()
    const frame = document.createElement('iframe')
    frame.className = 'bare-panel'
    frame.setAttribute('sandbox', 'allow-scripts')
    frame.style.cssText = 'position:fixed;left:0;top:0;z-index:99;width:360px;height:300px'
    frame.srcdoc = html
    document.body.append(frame)
    await new Promise((resolve) => frame.addEventListener('load', resolve))
    return frame
  }, HTML)
  const frame = await handle.asElement()?.contentFrame()
  if (!frame) throw new Error('The bare panel has no frame.')
  return frame
}

export async function closeBarePanel(page: Page): Promise<void> {
  await page.evaluate(() => document.querySelector('.bare-panel')?.remove())
}
