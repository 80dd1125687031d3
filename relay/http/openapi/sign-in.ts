/** The routes of signing in, in OpenAPI's terms: the panel's, and the pages that a browser shows. */
import { BROWSER_HEADERS, type HeaderName, headers, PAGE_HEADERS } from './headers.ts'
import { json, type Operation } from './parts.ts'
import { refer } from './schemas.ts'

const page = (description: string, ...more: HeaderName[]) => ({
  description,
  ...headers(...PAGE_HEADERS, ...more),
  content: { 'text/html': { schema: { type: 'string' } } },
})

const onwards = (description: string) => ({
  description,
  ...headers(...BROWSER_HEADERS, 'Location', 'Set-Cookie'),
})

const onPage = { tag: 'Sign-in', isOpen: true, errors: ['not_found'] } satisfies Partial<Operation>
const UNAVAILABLE = page('The provider does not answer.', 'Retry-After')
const TOO_MANY = page('Too many codes were tried from this network.', 'Retry-After')

export const SIGN_IN_OPERATIONS: Operation[] = [
  {
    method: 'post',
    path: '/v1/sign-in',
    operationId: 'startSignIn',
    tag: 'Sign-in',
    summary: 'Begin to sign in',
    description:
      'As in RFC 8628: show `user_code`, open `verification_uri_complete` in a browser, and ask for the token every `interval` seconds. Without a token, and 404 where there is no sign-in.',
    isOpen: true,
    answers: { 200: json('What to show and what to ask with.', refer('SignInStart')) },
    errors: ['not_found', 'rate_limited'],
  },
  {
    method: 'post',
    path: '/v1/sign-in/token',
    operationId: 'takeSignInToken',
    tag: 'Sign-in',
    summary: 'Ask whether somebody has signed in',
    description:
      'Until then 400 with `authorization_pending`, or `slow_down` when it is asked sooner than every `interval` seconds, which grows by five then. `access_denied` and `expired_token` are an end.',
    isOpen: true,
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: refer('SignInPoll'),
          example: { device_code: 'ELWvWuhfRNhkVnkm6TCxFhXcR0kVvSdYJb3nZBNnXyA' },
        },
      },
    },
    answers: {
      200: json('The token. The code is of no more use.', refer('SignInToken')),
      400: json(
        'Not yet, or not any more: `authorization_pending`, `slow_down` (with `Retry-After`), `access_denied`, `expired_token`; `validation_failed` for a body that is none.',
        refer('Error'),
        ['Retry-After'],
      ),
    },
    errors: ['not_found', 'payload_too_large', 'unsupported_media_type', 'rate_limited'],
  },
  {
    ...onPage,
    method: 'get',
    path: '/sign-in',
    operationId: 'showSignIn',
    summary: 'The page to compare the code on',
    description: 'For a browser. Without a code it asks for one.',
    parameters: [
      { name: 'user_code', in: 'query', description: 'As the plugin shows it.', schema: { type: 'string' } },
    ],
    answers: {
      200: page('The code to compare, or the field for it.'),
      400: page('Nobody waits with this code.'),
      429: TOO_MANY,
    },
  },
  {
    ...onPage,
    method: 'post',
    path: '/sign-in',
    operationId: 'confirmSignIn',
    summary: 'What was said to the code',
    description:
      'The form of the page before; of use only with its cookie. Leads on to the provider when the code is the same.',
    requestBody: {
      required: true,
      content: {
        'application/x-www-form-urlencoded': {
          schema: {
            type: 'object',
            properties: Object.fromEntries(
              ['user_code', 'proof', 'answer'].map((name) => [name, { type: 'string', maxLength: 200 }]),
            ),
          },
        },
      },
    },
    answers: {
      200: page('On to the provider, or the end.'),
      400: page('Compare once more, or nobody waits with this code.'),
      429: TOO_MANY,
      503: UNAVAILABLE,
    },
    errors: ['not_found', 'payload_too_large', 'unsupported_media_type'],
  },
  {
    ...onPage,
    method: 'get',
    path: '/sign-in/admin',
    operationId: 'startAdminSignIn',
    summary: 'Sign in to administer',
    description: 'For a browser: leads on to the provider and from there to the admin’s page.',
    answers: { 303: onwards('To the provider.'), 429: TOO_MANY, 503: UNAVAILABLE },
  },
  {
    ...onPage,
    method: 'get',
    path: '/sign-in/callback',
    operationId: 'finishSignIn',
    summary: 'Back from the provider',
    description: 'The address to enter at the provider. Of use only with the cookie of the page before.',
    answers: {
      200: page('Signed in.'),
      303: onwards('To the admin’s page.'),
      400: page('This sign-in is over, or what the provider said was not accepted.'),
      403: page('Who has signed in may not come in.'),
      503: UNAVAILABLE,
    },
  },
]
