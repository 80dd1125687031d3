/** What stores refuse that the server used here lets pass: it checks who signs, and not what, when and for where. */
import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export type S3Refusal = { status: number; code: string; more?: string }

const FORM =
  /^AWS4-HMAC-SHA256 Credential=[^/]+\/(\d{8})\/([\w-]+)\/s3\/aws4_request, SignedHeaders=([\w;-]+), Signature=[0-9a-f]{64}$/
/** https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html: fifteen minutes. */
const MAX_SKEW_MS = 15 * 60_000

export function checkS3Request(
  method: string,
  headers: IncomingHttpHeaders,
  body: Buffer,
  region: string,
): S3Refusal | null {
  const [, day, namedRegion, signed = ''] = FORM.exec(headers.authorization ?? '') ?? []
  if (day === undefined) return { status: 400, code: 'AuthorizationHeaderMalformed' }
  if (namedRegion !== region) {
    return { status: 400, code: 'AuthorizationHeaderMalformed', more: `<Region>${region}</Region>` }
  }
  const names = signed.split(';')
  const must = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))]
  if (!must.every((name) => names.includes(name))) return { status: 403, code: 'AccessDenied' }
  const date = String(headers['x-amz-date'])
  const at = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'))
  if (Number.isNaN(at) || !date.startsWith(day)) return { status: 403, code: 'AccessDenied' }
  if (Math.abs(Date.now() - at) > MAX_SKEW_MS) return { status: 403, code: 'RequestTimeTooSkewed' }
  const hash = createHash('sha256').update(body).digest('hex')
  if (headers['x-amz-content-sha256'] !== hash) return { status: 400, code: 'XAmzContentSHA256Mismatch' }
  if (method === 'PUT' && headers['content-length'] === undefined) {
    return { status: 411, code: 'MissingContentLength' }
  }
  return null
}
