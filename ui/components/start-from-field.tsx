import { changeDraft } from '../actions/generate.ts'
import { setKeepsPicture, setStartFrom } from '../actions/start-from.ts'
import type { StartFrom } from '../state/draft.ts'
import { usePanel } from '../use-panel.ts'
import { useGenerate } from './use-generate.ts'

const CHOICES = [
  ['nothing', 'Nothing'],
  ['own', 'Its own picture'],
  ['below', 'What is below it'],
  ['file', 'A file for each'],
] as const satisfies readonly (readonly [StartFrom, string])[]

const LINES = {
  nothing: null,
  own: 'the layer’s own picture, sent ahead to your relay and Rivya',
  below: 'what the page shows there',
  file: 'the layer’s file, sent ahead to your relay and Rivya',
} as const satisfies Record<StartFrom, string | null>

/** Where "image 1" of each target's own request comes from. */
export function StartFromField() {
  const { shell } = usePanel()
  const { draft, plan } = useGenerate()
  const { startFrom } = draft
  // A single new image has nothing to start from, and need not be asked.
  if (plan.choice === 'new-image' && startFrom === 'nothing') return null
  const isAround = startFrom === 'below' && plan.hasAreas && draft.matchesAround
  const line = isAround ? 'what the page shows there and around it' : LINES[startFrom]
  return (
    <fieldset class="field">
      <legend>Start from</legend>
      <div class="segments is-grid">
        {CHOICES.map(([choice, label]) => (
          <label key={choice} class="segment">
            <input
              type="radio"
              name="start-from"
              checked={startFrom === choice}
              onChange={() => setStartFrom(shell, choice)}
            />
            <span>{label}</span>
          </label>
        ))}
      </div>
      {line !== null && <p class="muted">Image 1 of each request is {line}.</p>}
      {startFrom === 'own' && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.keepsPicture}
            onChange={(event) => setKeepsPicture(shell, event.currentTarget.checked)}
          />
          <span>Keep the picture, extend it</span>
        </label>
      )}
      {startFrom === 'below' && plan.hasAreas && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.matchesAround}
            onChange={(event) => changeDraft(shell, { matchesAround: event.currentTarget.checked })}
          />
          <span>Match what is around it</span>
        </label>
      )}
      {isAround && (
        <p class="muted">
          Each prompt also says which part of image 1 is to change, and that all around it stays.
        </p>
      )}
      {startFrom === 'own' && plan.hasMade && (
        <label class="check">
          <input
            type="checkbox"
            checked={draft.startsFromMade}
            onChange={(event) => changeDraft(shell, { startsFromMade: event.currentTarget.checked })}
          />
          <span>Go on from the image made here</span>
        </label>
      )}
    </fieldset>
  )
}
