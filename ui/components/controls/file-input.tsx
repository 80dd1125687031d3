import type { RefObject } from 'preact'

type Props = {
  label: string
  /** To click it by. */
  picker: RefObject<HTMLInputElement | null>
  onChoose: (files: File[]) => void
}

/** Asks for image files; what is seen of it is a button beside it. */
export function FileInput({ label, picker, onChoose }: Props) {
  return (
    <input
      ref={picker}
      type="file"
      hidden
      multiple
      accept="image/*"
      aria-label={label}
      onChange={({ currentTarget }) => {
        onChoose([...(currentTarget.files ?? [])])
        // So that the same file can be chosen again after it was removed.
        currentTarget.value = ''
      }}
    />
  )
}
