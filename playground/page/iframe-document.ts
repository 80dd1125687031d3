/** The document of the plugin's iframe: its `ui.html` under the manifest's content security policy, with Figma's colours. */
import type { Manifest } from '../host/host.ts'
import { type Theme, themeCss } from './theme-variables.ts'

/** Inline code and `data:` are allowed, and of the network what the manifest names. */
export function contentSecurityPolicy({ networkAccess }: Manifest): string {
  const named = [...(networkAccess?.allowedDomains ?? ['*']), ...(networkAccess?.devAllowedDomains ?? [])]
  const domains = named.filter((domain) => domain !== 'none').join(' ')
  const local = `data: blob: ${domains}`.trim()
  return [
    `default-src ${local}`,
    `script-src 'unsafe-inline' 'unsafe-eval' ${local}`,
    `style-src 'unsafe-inline' ${local}`,
    "form-action 'none'",
    "base-uri 'none'",
  ].join('; ')
}

/** Sent into the iframe when the person switches the theme while the plugin is open. */
type ThemeMessage = { figmaTheme: Theme; css: string }

export function themeMessage(theme: Theme): ThemeMessage {
  return { figmaTheme: theme, css: themeCss(theme) }
}

/** Listens in the iframe; other messages are the plugin's own affair. */
const THEME_SCRIPT = `addEventListener('message', ({ data }) => {
  if (!data || typeof data.figmaTheme !== 'string') return
  document.documentElement.classList.remove('figma-light', 'figma-dark')
  document.documentElement.classList.add('figma-' + data.figmaTheme)
  document.getElementById('figma-style').textContent = data.css
})`

/**
 * Figma's iframe is no secure context; this one stands on localhost, which browsers trust, so what a plugin would not find
 * there is taken away.
 */
const INSECURE_SCRIPT = `Object.defineProperty(window, 'isSecureContext', { value: false })
delete Crypto.prototype.subtle
delete Crypto.prototype.randomUUID
delete Navigator.prototype.clipboard`

/** @param theme null when the plugin has not asked for `themeColors` */
export function iframeDocument(html: string, manifest: Manifest, theme: Theme | null): string {
  const policy = `<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(manifest)}">
    <script>${INSECURE_SCRIPT}</script>`
  const colours =
    theme === null
      ? ''
      : `<style id="figma-style">${themeCss(theme)}</style>
        <script>document.documentElement.classList.add('figma-${theme}'); ${THEME_SCRIPT}</script>`
  const head = /<head[^>]*>/i
  // A function as replacement: in a string, "$" patterns would be expanded.
  return head.test(html)
    ? html.replace(head, (tag) => tag + policy + colours)
    : `<!doctype html><html><head>${policy}${colours}</head><body>${html}</body></html>`
}
