import { expect, it } from 'vitest'
import { authenticateClient } from '../../../relay/identity/client-secret.ts'

const ISSUER = 'https://id.example.com'

it.each([
  ['plain-secret_1.2~', 'relay-1.shop:plain-secret_1.2~'],
  ['a:b c%/é', 'relay-1.shop:a%3Ab%20c%25%2F%C3%A9'],
])(
  'the secret %j stands in the header as a form would write it, and no more than needs be',
  (clientSecret, pair) => {
    const headers = new Headers()
    const { authenticate } = authenticateClient({ clientSecret })
    authenticate({ issuer: ISSUER }, { client_id: 'relay-1.shop' }, new URLSearchParams(), headers)
    expect(headers.get('authorization')).toBe(`Basic ${Buffer.from(pair).toString('base64')}`)
  },
)

it('a client without a secret shows none', () => {
  const [body, headers] = [new URLSearchParams(), new Headers()]
  const { authenticate } = authenticateClient({ clientSecret: null })
  authenticate({ issuer: ISSUER }, { client_id: 'relay' }, body, headers)
  expect([body.has('client_secret'), headers.has('authorization')]).toEqual([false, false])
})
