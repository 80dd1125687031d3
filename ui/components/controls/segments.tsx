type Props<T extends string> = {
  /** Of the group of radios. */
  name: string
  choices: readonly (readonly [T, string])[]
  chosen: T
  isGrid?: boolean
  onChoose: (choice: T) => void
}

/** One of a few, all of them in sight. */
export function Segments<T extends string>({ name, choices, chosen, isGrid, onChoose }: Props<T>) {
  return (
    <div class={isGrid ? 'segments is-grid' : 'segments'}>
      {choices.map(([choice, label]) => (
        <label key={choice} class="segment">
          <input type="radio" name={name} checked={choice === chosen} onChange={() => onChoose(choice)} />
          <span>{label}</span>
        </label>
      ))}
    </div>
  )
}
