import { copyText } from '../../copy-text.ts'
import { state } from '../../panel.ts'
import { announce } from '../../say.ts'
import { TextButton } from './button.tsx'

type Props = { id: string; of: 'request' | 'generation' }

/** The id that whoever runs the relay finds in its log, to be copied or selected by hand. */
export function CopyId({ id, of }: Props) {
  const copy = () =>
    announce(state, copyText(id) ? 'The id has been copied.' : 'Select the id and copy it by hand.')

  return (
    <p class="copy-id">
      <code class="one-line">{id}</code>
      <TextButton onClick={copy}>Copy {of} id</TextButton>
    </p>
  )
}
