/** Of a person or a team. */
import { MAX_GIVEN_NAME_LENGTH } from '../../contract/admin-api.ts'

export function NameField({ value, onInput }: { value: string; onInput: (text: string) => void }) {
  return (
    <label class="field">
      <span>Name</span>
      <input
        type="text"
        autocomplete="off"
        maxLength={MAX_GIVEN_NAME_LENGTH}
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  )
}
