import { shell } from '../../panel.ts'
import type { Reference } from '../../state/draft.ts'
import { Picture } from '../controls/picture.tsx'
import { usePictureUrl } from '../controls/use-picture-url.ts'

const SIDE_PX = 160

/** A small picture of what is sent of a reference, while the panel has its bytes. */
export function ReferencePicture({ source, pending }: Pick<Reference, 'source' | 'pending'>) {
  const url = usePictureUrl(
    async () => (source?.kind === 'bytes' ? shell.images.makeThumbnail(source.bytes, SIDE_PX) : null),
    [source],
  )
  return <Picture class={pending ? 'thumbnail is-busy' : 'thumbnail'} url={url} />
}
