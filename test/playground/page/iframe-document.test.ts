import { describe, expect, it } from 'vitest'
import { contentSecurityPolicy, iframeDocument } from '../../../playground/page/iframe-document.ts'
import { themeCss } from '../../../playground/page/theme-variables.ts'

const MANIFEST = {
  id: 'p',
  name: 'P',
  networkAccess: { allowedDomains: ['none'], devAllowedDomains: ['http://localhost:8787'] },
}

describe('the iframe of the plugin', () => {
  it('may reach the addresses of the manifest and no others', () => {
    const policy = contentSecurityPolicy(MANIFEST)
    expect(policy).toContain('default-src data: blob: http://localhost:8787')
    expect(policy).not.toContain('none http')
    expect(policy).not.toContain('*')
  })

  it('keeps "$" patterns of the bundle as they are', () => {
    const html =
      '<!doctype html><html><head></head><body><script>"$&".replace("$1", "$$")</script></body></html>'
    expect(iframeDocument(html, MANIFEST, null)).toContain('"$&".replace("$1", "$$")')
  })

  it('has its policy before anything of the plugin', () => {
    const html = '<html><head><script>first()</script></head></html>'
    const page = iframeDocument(html, MANIFEST, 'light')
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('first()'))
  })

  it('gets Figma’s class and colours only when it asked for them', () => {
    expect(iframeDocument('<p>', MANIFEST, 'dark')).toContain("classList.add('figma-dark')")
    expect(iframeDocument('<p>', MANIFEST, null)).not.toContain('--figma-color')
  })

  it('has the same colour names in both themes', () => {
    const names = (css: string) => css.match(/--figma-color-[a-z-]+/g)
    expect(names(themeCss('light'))).toEqual(names(themeCss('dark')))
  })
})
