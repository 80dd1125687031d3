/** Credits, or nothing for no limit. */
type Props = { label: string; value: string; onInput: (text: string) => void }

export function LimitField({ label, value, onInput }: Props) {
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="number"
        min="0"
        max="999999999"
        step="1"
        placeholder="no limit"
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  )
}

/** @returns undefined when it is no number of credits */
export function readLimitField(text: string): number | null | undefined {
  if (text.trim() === '') return null
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : undefined
}
