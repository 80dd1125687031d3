/** A store that others have written, and that speaks S3: a second opinion on ours. */
import { AwsV4Signer } from 'aws4fetch'
import type { BlobPlace } from '../../../relay/blobs/read-blob-url.ts'

export type ObjectStore = { place: BlobPlace; stop: () => Promise<void> }

export async function makeBucket({ endpoint, bucket, ...key }: BlobPlace): Promise<void> {
  const call = { url: `${endpoint}/${bucket}`, method: 'PUT' }
  const { url, method, headers } = await new AwsV4Signer({ ...call, ...key, service: 's3' }).sign()
  const { status } = await fetch(url, { method, headers })
  if (status !== 200) throw new Error(`the store made no bucket: ${status}`)
}
