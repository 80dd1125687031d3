import { changeDraft } from '../../actions/generate.ts'
import { setKeepsPicture, setStartFrom } from '../../actions/start-from.ts'
import { forecast } from '../../forecast.ts'
import { shell, state } from '../../panel.ts'
import type { StartFrom } from '../../state/draft.ts'
import { Check } from '../controls/check.tsx'
import { Segments } from '../controls/segments.tsx'

const CHOICES = [
  ['nothing', 'Nothing'],
  ['own', 'Its own picture'],
  ['below', 'What is below it'],
  ['file', 'A file for each'],
] as const satisfies readonly (readonly [StartFrom, string])[]

const LINES = {
  nothing: null,
  own: 'the layer’s own picture',
  below: 'what the page shows there',
  file: 'the layer’s file',
} as const satisfies Record<StartFrom, string | null>

/** Where "image 1" of each target's own request comes from. */
export function StartFromField() {
  const { draft, plan } = forecast(state)
  const { startFrom } = draft
  // A single new image has nothing to start from, and need not be asked.
  if (plan.choice === 'new-image' && startFrom === 'nothing') return null
  const isAround = startFrom === 'below' && plan.hasAreas && draft.matchesAround
  const isSentAhead = startFrom !== 'below' && plan.targets.some(({ start }) => start !== null)
  const line = isAround ? 'what the page shows there and around it' : LINES[startFrom]
  return (
    <fieldset class="field">
      <legend>Start from</legend>
      <Segments
        name="start-from"
        choices={CHOICES}
        chosen={startFrom}
        isGrid
        onChoose={(choice) => setStartFrom(shell, choice)}
      />
      {line !== null && (
        <p class="muted">
          Image 1 of each request is {line}
          {isSentAhead && ', sent ahead to your relay and Rivya'}.
        </p>
      )}
      {startFrom === 'own' && (
        <Check isChecked={draft.keepsPicture} onChange={(isChecked) => setKeepsPicture(shell, isChecked)}>
          Keep the picture, extend it
        </Check>
      )}
      {startFrom === 'below' && plan.hasAreas && (
        <Check
          isChecked={draft.matchesAround}
          onChange={(isChecked) => changeDraft(shell, { matchesAround: isChecked })}
        >
          Match what is around it
        </Check>
      )}
      {startFrom === 'own' && plan.hasMade && (
        <Check
          isChecked={draft.startsFromMade}
          onChange={(isChecked) => changeDraft(shell, { startsFromMade: isChecked })}
        >
          Go on from the image made here
        </Check>
      )}
    </fieldset>
  )
}
