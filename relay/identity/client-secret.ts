/**
 * How the relay shows its secret to the provider: in the form or in a header. Providers name all ways that they know, and
 * many take the one alone that was chosen for this client there.
 */
import * as client from 'openid-client'

type ClientAuthentication = {
  authenticate: client.ClientAuth
  /** Does it in the other way as well where the first is refused, and stays with what was taken. */
  withEither: <T>(configuration: client.Configuration, run: () => Promise<T>) => Promise<T>
}

/** @param clientSecret null: a public client, which shows none */
export function authenticateClient({ clientSecret }: { clientSecret: string | null }): ClientAuthentication {
  if (clientSecret === null)
    return { authenticate: client.None(), withEither: (_configuration, run) => run() }
  const inForm = client.ClientSecretPost(clientSecret)
  const inHeader = showInHeader(clientSecret)
  let isFormRefused = false

  // The form is taken by more providers as it is meant; the header is what a provider takes that names nothing.
  function takesForm({
    token_endpoint_auth_methods_supported: methods = [],
  }: client.ServerMetadata): boolean {
    return methods.includes('client_secret_post')
  }

  return {
    authenticate: (server, ...rest) =>
      (takesForm(server) && !isFormRefused ? inForm : inHeader)(server, ...rest),
    async withEither(configuration, run) {
      const server = configuration.serverMetadata()
      const takesHeader = server.token_endpoint_auth_methods_supported?.includes('client_secret_basic')
      const hasOther = takesForm(server) && takesHeader === true
      try {
        return await run()
      } catch (error) {
        if (!hasOther || !isClientRefused(error)) throw error
      }
      isFormRefused = !isFormRefused
      try {
        return await run()
      } catch (error) {
        // It is the secret then; the form comes first again.
        if (isClientRefused(error)) isFormRefused = false
        throw error
      }
    },
  }
}

/**
 * https://www.rfc-editor.org/rfc/rfc6749#section-2.3.1: encoded as in a form, but no more than needs be. The library's own
 * encodes hyphens and points, too, and providers that decode nothing then know neither client nor secret.
 */
function showInHeader(clientSecret: string): client.ClientAuth {
  return (_server, { client_id: clientId }, _body, headers) => {
    const pair = [clientId, clientSecret].map(encodeURIComponent).join(':')
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`)
  }
}

/** Before the provider has looked at the code, so that it may be shown again. */
function isClientRefused(error: unknown): boolean {
  if (error instanceof client.WWWAuthenticateChallengeError) return error.status === 401
  const words = ['invalid_client', 'unauthorized_client']
  return error instanceof client.ResponseBodyError && words.includes(error.error)
}
