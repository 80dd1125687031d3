import { placeCopy } from '../../actions/copies.ts'
import { engine, shell, state } from '../../panel.ts'
import { generationOf, isThere, type Run } from '../../runs/run.ts'
import { Button } from '../controls/button.tsx'
import { Picture } from '../controls/picture.tsx'

/** The images made for one place: the one that is shown there is marked, another is a click away. */
export function Variations({ runs }: { runs: readonly Run[] }) {
  const shown = state.shown.value
  const placedAt =
    runs.map(({ state: run }) => (run.phase === 'placed' ? run.nodeId : null)).find(Boolean) ?? null
  const inPlace = placedAt === null ? undefined : shown.get(placedAt)

  function swap(run: Run) {
    const generation = generationOf(run.state)
    if (run.state.phase === 'ready') engine.place(run.entry.key)
    else if (generation && placedAt !== null && inPlace !== generation.id) {
      void placeCopy(shell, generation, { kind: 'fill', nodeId: placedAt }, run.entry)
    }
  }

  return (
    <fieldset class="variations" aria-label="Variations">
      {runs.map((run) => {
        const generation = generationOf(run.state)
        const isUsable = isThere(run.state)
        const number = run.entry.variation + 1
        return (
          <Button
            key={run.entry.key}
            class="variation"
            aria-label={`Variation ${number}`}
            aria-pressed={generation !== null && generation.id === inPlace}
            aria-disabled={!isUsable}
            title={isUsable ? `Show variation ${number}` : `Variation ${number} is not there yet`}
            onClick={() => isUsable && swap(run)}
          >
            <Picture url={state.thumbnails.value.get(generation?.id ?? '')}>{number}</Picture>
          </Button>
        )
      })}
    </fieldset>
  )
}
