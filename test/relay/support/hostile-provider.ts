/** A provider by hand, which may say what no certified one would: each answer can be changed. */
import { createHash, createHmac, generateKeyPairSync, type KeyObject, randomUUID, sign } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { CLIENT_ID, CLIENT_SECRET } from './identity-provider.ts'

type Json = Record<string, unknown>
type Answer = { status: number; body?: Json; location?: string; challenge?: string | undefined }
type Key = { kid: string; privateKey: KeyObject; jwk: Json }

export type HostileProvider = {
  issuer: string
  /** Of the ID token, over what is right. */
  claims: Json
  header: Json
  /** `none`, `HS256` with this secret, or with the key of `signer`. */
  signWith: 'key' | 'nothing' | { secret: string }
  /** Of discovery, over what is right. */
  metadata: Json
  /** Of the address that the browser is sent back to. */
  callback: Record<string, string>
  userInfo: Json | null
  /** Status of every answer of the token endpoint; 200: the right one. */
  tokenStatus: number
  tokenError: string
  /** How clients must show their secret, whatever discovery says; null: in any way. */
  secretIn: 'form' | 'header' | null
  /** A refusal names what was missing, as RFC 6749 asks of 401. */
  challenges: boolean
  /** To whom shows no right secret. */
  refusal: { status: number; error: string }
  /** What stands before it gives a page of its own for each token, or cuts the line. */
  tokenWay: 'open' | 'page' | 'cut'
  isDown: boolean
  /** What the relay has sent to the token endpoint. */
  tokenRequests: URLSearchParams[]
  /** What browsers brought to the authorization endpoint. */
  authorizations: URLSearchParams[]
  /** The next tokens are signed by another key. @param isPublished whether the world is told of it */
  rotateKey: (isPublished: boolean) => void
  close: () => Promise<void>
}

/** The caller closes it. */
export async function startHostileProvider(): Promise<HostileProvider> {
  let key = makeKey()
  let published = [key.jwk]
  let nonce = ''
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const url = new URL(request.url ?? '', provider.issuer)
      if (url.pathname === '/token' && provider.tokenWay === 'cut') return request.socket.destroy()
      if (url.pathname === '/token' && provider.tokenWay === 'page') {
        return response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Back soon</html>')
      }
      const { status, body, location, challenge } = answer(
        url,
        Buffer.concat(chunks).toString(),
        request.headers.authorization,
      )
      response.writeHead(status, {
        'content-type': 'application/json',
        ...(location === undefined ? {} : { location }),
        ...(challenge === undefined ? {} : { 'www-authenticate': challenge }),
      })
      response.end(JSON.stringify(body ?? {}))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  function answer(url: URL, text: string, authorization: string | undefined): Answer {
    if (provider.isDown) return { status: 503 }
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return { status: 200, body: { ...describe(issuer), ...provider.metadata } }
      case '/keys':
        return { status: 200, body: { keys: published } }
      case '/authorize': {
        provider.authorizations.push(url.searchParams)
        nonce = url.searchParams.get('nonce') ?? ''
        const back = new URL(url.searchParams.get('redirect_uri') ?? '')
        const state = url.searchParams.get('state') ?? ''
        for (const [name, value] of Object.entries({ code: randomUUID(), state, ...provider.callback })) {
          back.searchParams.set(name, value)
        }
        return { status: 303, location: back.href }
      }
      case '/token':
        provider.tokenRequests.push(new URLSearchParams(text))
        if (!showsSecret(new URLSearchParams(text), authorization)) {
          const challenge = provider.challenges ? 'Basic realm="clients"' : undefined
          const { status, error } = provider.refusal
          return { status, body: { error }, challenge }
        }
        if (provider.tokenStatus !== 200) {
          return { status: provider.tokenStatus, body: { error: provider.tokenError } }
        }
        return {
          status: 200,
          body: { access_token: 'at', token_type: 'Bearer', expires_in: 60, id_token: makeIdToken() },
        }
      case '/userinfo':
        return { status: 200, body: provider.userInfo ?? {} }
      default:
        return { status: 404 }
    }
  }

  function showsSecret(form: URLSearchParams, authorization: string | undefined): boolean {
    const inHeader = `Basic ${Buffer.from(`${CLIENT_ID}:${CLIENT_SECRET}`).toString('base64')}`
    if (provider.secretIn === 'header') return authorization === inHeader && !form.has('client_secret')
    return provider.secretIn === null || form.get('client_secret') === CLIENT_SECRET
  }

  function makeIdToken(): string {
    const now = Math.floor(Date.now() / 1000)
    const right = { iss: issuer, aud: CLIENT_ID, sub: 'ada', nonce, iat: now, exp: now + 60 }
    const person = { name: 'Ada', email: 'ada@example.com', email_verified: true, groups: [] }
    const { signWith, header, claims } = provider
    const alg = signWith === 'key' ? 'RS256' : signWith === 'nothing' ? 'none' : 'HS256'
    const head = encode({ alg, kid: key.kid, ...header })
    const unsigned = `${head}.${encode({ ...right, ...person, ...claims })}`
    if (signWith === 'nothing') return `${unsigned}.`
    const signature =
      signWith === 'key'
        ? sign('sha256', Buffer.from(unsigned), key.privateKey)
        : createHmac('sha256', signWith.secret).update(unsigned).digest()
    return `${unsigned}.${signature.toString('base64url')}`
  }

  const provider: HostileProvider = {
    issuer,
    claims: {},
    header: {},
    signWith: 'key',
    metadata: {},
    callback: {},
    userInfo: null,
    tokenStatus: 200,
    tokenError: 'invalid_grant',
    secretIn: null,
    challenges: false,
    refusal: { status: 401, error: 'invalid_client' },
    tokenWay: 'open',
    isDown: false,
    tokenRequests: [],
    authorizations: [],
    rotateKey(isPublished) {
      key = makeKey()
      if (isPublished) published = [key.jwk]
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return provider
}

/** What PKCE says of a verifier. */
export function challengeOf(verifier: string): string {
  return createHash('sha256').update(verifier).digest('base64url')
}

function describe(issuer: string): Json {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    token_endpoint_auth_methods_supported: ['client_secret_post'],
  }
}

function makeKey(): Key {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const kid = randomUUID()
  return { kid, privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' } }
}

function encode(value: Json): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
