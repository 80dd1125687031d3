/** A browser as far as signing in needs one: cookies by host and path, redirects, forms. No script ever runs. */

export type Visit = { url: string; status: number; text: string; headers: Headers }

export type Fetch = (url: string, init: RequestInit) => Promise<Response>

export class WebVisitor {
  readonly #fetch: Fetch
  #hold: { prefix: string; url: string } | null = null
  readonly #cookies = new Map<string, { host: string; path: string; pair: string }>()

  constructor(fetch: Fetch) {
    this.#fetch = fetch
  }

  /** @returns where the redirects end; those before them stand in `seen` */
  async open(url: string, seen: string[] = []): Promise<Visit> {
    return this.#follow(url, {}, seen)
  }

  async submit(url: string, fields: Record<string, string>): Promise<Visit> {
    return this.#follow(url, { method: 'POST', body: new URLSearchParams(fields) }, [])
  }

  /** The form that a page shows, with what its first button says. */
  async confirm(page: Visit, changes: Record<string, string> = {}): Promise<Visit> {
    const fields = readForm(page.text)
    return this.submit(new URL('/sign-in', page.url).href, { ...fields, answer: 'same', ...changes })
  }

  cookiesFor(url: string): string {
    const { hostname, pathname, port } = new URL(url)
    const host = `${hostname}:${port}`
    return [...this.#cookies.values()]
      .filter((cookie) => cookie.host === host && pathname.startsWith(cookie.path))
      .map(({ pair }) => pair)
      .join('; ')
  }

  plant(url: string, name: string, value: string): void {
    this.#take(url, `${name}=${value}; Path=/`)
  }

  /** Goes no further than to an address that begins like this. @returns which it was to be, and lets it go on */
  holdAt(prefix: string): { url: () => string; release: () => void } {
    const hold = { prefix, url: '' }
    this.#hold = hold
    return {
      url: () => hold.url,
      release: () => {
        this.#hold = null
      },
    }
  }

  async #follow(url: string, init: RequestInit, seen: string[]): Promise<Visit> {
    if (this.#hold !== null && url.startsWith(this.#hold.prefix)) {
      this.#hold.url = url
      return { url, status: 0, text: '', headers: new Headers() }
    }
    seen.push(url)
    const headers = { cookie: this.cookiesFor(url) }
    const answer = await this.#fetch(url, { ...init, headers, redirect: 'manual' })
    for (const line of answer.headers.getSetCookie()) this.#take(url, line)
    const text = await answer.text()
    const next = answer.headers.get('location') ?? readRefresh(text)
    if (next !== null && seen.length < 20) return this.#follow(new URL(next, url).href, {}, seen)
    return { url, status: answer.status, text, headers: answer.headers }
  }

  #take(url: string, line: string): void {
    const [pair = '', ...attributes] = line.split('; ')
    const { hostname, port } = new URL(url)
    const host = `${hostname}:${port}`
    const path = /^path=(.*)$/i.exec(attributes.find((each) => /^path=/i.test(each)) ?? '')?.[1] ?? '/'
    const key = `${host} ${path} ${pair.split('=')[0]}`
    const isGone = attributes.some((each) => /^max-age=0$/i.test(each) || /^expires=.*1970/i.test(each))
    if (isGone) this.#cookies.delete(key)
    else this.#cookies.set(key, { host, path, pair })
  }
}

export function readForm(page: string): Record<string, string> {
  const inputs = page.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)
  return Object.fromEntries([...inputs].map(([, name = '', value = '']) => [name, value]))
}

function readRefresh(page: string): string | null {
  const address = /http-equiv="refresh" content="0; url=([^"]*)"/.exec(page)?.[1]
  return address?.replaceAll('&amp;', '&') ?? null
}
