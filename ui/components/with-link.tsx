import { shell } from '../panel.ts'
import { TextButton } from './controls/button.tsx'

/** Words, with the link that they may end with as a button that opens it, named by its host: signed links fill five lines. */
export function WithLink({ words }: { words: string }) {
  const [text, url] = words.split(/(?=http\S+$)/)
  return (
    <>
      {text}
      {url && (
        <TextButton title={url} onClick={() => shell.bridge.tell({ type: 'open-link', url })}>
          {url.split('/')[2]}
        </TextButton>
      )}
    </>
  )
}
