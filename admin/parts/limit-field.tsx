/** Whole credits. */
import { useId } from 'preact/hooks'

type Props = {
  label: string
  value: string
  onInput: (text: string) => void
  /** What is said of it left empty; without it there must be a number, and not 0. */
  none?: string
}

const MAX_CREDITS = 999_999_999

export function LimitField({ label, value, onInput, none }: Props) {
  const id = useId()
  const read = readLimitField(value)
  const isWrong = read === undefined || (none === undefined && read === 0)
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {/* No number field: a browser gives "1e" out as nothing, which would be no limit. */}
      <input
        id={id}
        type="text"
        inputMode="numeric"
        autocomplete="off"
        placeholder={none}
        value={value}
        aria-invalid={isWrong}
        aria-describedby={isWrong ? `${id}-wrong` : undefined}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
      {isWrong && (
        <span id={`${id}-wrong`} class="danger">
          A whole number{none === undefined ? ' from 1' : `, or nothing for ${none}`}
        </span>
      )}
    </div>
  )
}

/** @returns null for nothing, undefined when it is no number of credits */
export function readLimitField(text: string): number | null | undefined {
  const typed = text.trim()
  if (typed === '') return null
  return /^\d{1,10}$/.test(typed) && Number(typed) <= MAX_CREDITS ? Number(typed) : undefined
}
