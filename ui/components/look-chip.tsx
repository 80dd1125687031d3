import { useEffect, useState } from 'preact/hooks'
import type { LookVersion } from '../../contract/looks.ts'
import { usePanel } from '../use-panel.ts'

const PICTURE_SIDE_PX = 48

type Props = { look: LookVersion; reference: LookVersion['references'][number]; number: number }

/** A reference that the look brings. */
export function LookChip({ look, reference, number }: Props) {
  const { shell } = usePanel()
  const [url, setUrl] = useState<string | null>(null)
  const { upload_id, name = 'Look' } = reference

  useEffect(() => {
    let shown: string | null = null
    let isOver = false
    async function show() {
      const read = await shell.relay.readLookReference(look.id, upload_id, shell.signal)
      const small = read.ok ? await shell.images.makeThumbnail(read.value, PICTURE_SIDE_PX) : null
      if (small === null || isOver) return
      shown = URL.createObjectURL(small)
      setUrl(shown)
    }
    void show()
    return () => {
      isOver = true
      if (shown !== null) URL.revokeObjectURL(shown)
    }
  }, [shell, look.id, upload_id])

  const words = `Image ${number}: ${name}, of the look ${look.name}`
  return (
    <li class="chip is-look" aria-label={words} title={words}>
      <span class="chip-open">
        {url === null ? <span class="thumbnail" /> : <img class="thumbnail" src={url} alt="" />}
        <b data-drawn={number} />
        <span class="one-line">{name}</span>
      </span>
    </li>
  )
}
