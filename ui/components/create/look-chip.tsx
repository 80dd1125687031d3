import type { LookVersion } from '../../../contract/looks.ts'
import { shell } from '../../panel.ts'
import { Picture } from '../controls/picture.tsx'
import { usePictureUrl } from '../controls/use-picture-url.ts'

const PICTURE_SIDE_PX = 48

type Props = { look: LookVersion; reference: LookVersion['references'][number]; number: number }

/** A reference that the look brings. */
export function LookChip({ look, reference, number }: Props) {
  const { upload_id, name = 'Look' } = reference
  const url = usePictureUrl(async () => {
    const read = await shell.relay.readLookReference(look.id, upload_id)
    return read.ok ? shell.images.makeThumbnail(read.value, PICTURE_SIDE_PX) : null
  }, [look.id, upload_id])
  const words = `Image ${number}: ${name}, of the look ${look.name}`
  return (
    <li class="chip is-look" aria-label={words} title={words}>
      <span class="chip-open">
        <Picture class="thumbnail" url={url} />
        <b data-drawn={number} />
        <span class="one-line">{name}</span>
      </span>
    </li>
  )
}
