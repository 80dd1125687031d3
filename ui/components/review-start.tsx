import { useEffect, useState } from 'preact/hooks'
import type { JournalEntry } from '../../contract/journal.ts'
import { createSlots } from '../drive/slots.ts'
import { fitStartPicture } from '../images/fit-start-picture.ts'
import type { Shell } from '../shell.ts'
import { usePanel } from '../use-panel.ts'

const SIDE_PX = 320
/** The sandbox draws them in the thread that draws the canvas. */
const inTurn = createSlots(1)

/** What a target started from, as it was noted at the press. */
export function ReviewStart({ entry }: { entry: JournalEntry }) {
  const { shell } = usePanel()
  const [url, setUrl] = useState<string | null>(null)

  useEffect(() => {
    let made: string | null = null
    let isGone = false
    void inTurn(async () => (isGone ? null : readStart(shell, entry))).then((blob) => {
      if (blob === null || isGone) return
      made = URL.createObjectURL(blob)
      setUrl(made)
    })
    return () => {
      isGone = true
      if (made !== null) URL.revokeObjectURL(made)
    }
  }, [shell, entry.key])

  return (
    <div class="choice">
      <span class="choice-picture" style={{ aspectRatio: entry.aspectRatio.replace(':', ' / ') }}>
        {url === null ? <span>{entry.references[0]?.name}</span> : <img src={url} alt="" />}
      </span>
      <span class="choice-mark">Started from</span>
    </div>
  )
}

async function readStart(
  { bridge, images }: Shell,
  { target, references }: JournalEntry,
): Promise<Blob | null> {
  const start = references[0]?.start
  if (start === undefined || start.kind === 'file') return null
  const wanted = { targetId: target.nodeId, start, maxPixels: SIDE_PX * SIDE_PX }
  const read = await bridge.ask({ type: 'read-start-pictures', pictures: [wanted] })
  const [picture] = read.ok ? read.value.pictures : []
  if (picture === undefined) return null
  const fitted = await fitStartPicture(images, picture, SIDE_PX * SIDE_PX)
  return fitted.ok ? images.makeThumbnail(fitted.value.bytes, SIDE_PX, true) : null
}
