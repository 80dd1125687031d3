import { generateAgain } from '../../actions/generate.ts'
import { likeThisOne } from '../../actions/like-this-one.ts'
import { reuseSettings } from '../../actions/reuse.ts'
import { withPrice } from '../../forecast.ts'
import { engine, shell, state } from '../../panel.ts'
import { describeRun, NO_CANCEL, type RunAction } from '../../runs/describe-run.ts'
import { progressLine, progressOf } from '../../runs/progress.ts'
import { generationOf, isActive, type Run, sentReferences } from '../../runs/run.ts'
import { showProblem } from '../../say.ts'
import { TextButton } from '../controls/button.tsx'
import { CopyId } from '../controls/copy-id.tsx'
import { IconButton } from '../controls/icon-button.tsx'
import { onePress } from '../controls/one-press.ts'
import { Picture } from '../controls/picture.tsx'
import { WithLink } from '../with-link.tsx'
import { Variations } from './variations.tsx'

/** Of the buttons; "stop" and "dismiss" are icons at the end of the row. */
const LABELS: Partial<Record<RunAction, string>> = {
  retry: 'Retry',
  'generate-again': 'Retry',
  'fetch-again': 'Fetch again',
  edit: 'Edit prompt',
  place: 'Place',
  show: 'Show',
  like: 'Like this one',
}

const TITLES: Partial<Record<RunAction, string>> = {
  'fetch-again': 'Asks Rivya for the paid image again. Costs nothing.',
  show: 'Brings the layer into sight.',
  like: 'Makes it the style reference of the other targets',
}

/** The runs of one place: the first speaks for all, the others are its variations. */
export function GenerationRow({ runs }: { runs: readonly Run[] }) {
  const [first, ...others] = runs
  if (first === undefined) return null
  const troubled = others.filter(({ state }) => state.phase === 'failed' || state.phase === 'unknown')
  return (
    <>
      <RunRow run={first} group={runs} />
      {troubled.map((run) => (
        <RunRow key={run.entry.key} run={run} group={[run]} />
      ))}
    </>
  )
}

function RunRow({ run, group }: { run: Run; group: readonly Run[] }) {
  const { entry } = run
  const { title, tone, status, nextStep, requestId, actions } = describeRun(run)
  const isElsewhere = entry.documentId !== state.surroundings.value.document.id
  const generation = generationOf(run.state)
  const generationId = tone === 'failed' ? generation?.id : undefined

  function act(action: RunAction): unknown {
    switch (action) {
      case 'stop':
        for (const one of group) if (isActive(one.state)) void engine.stop(one.entry.key)
        return
      case 'retry':
        return engine.retry(entry.key)
      case 'generate-again':
        return generateAgain(shell, engine, [run])
      case 'fetch-again':
        return generation && engine.fetchAgain(generation)
      case 'edit':
        return reuseSettings(shell, { ...entry, references: sentReferences(run) })
      case 'place':
        return engine.place(entry.key)
      case 'like':
        if (run.state.phase !== 'placed') return
        return likeThisOne(shell, {
          ...entry,
          generationId: run.state.generation.id,
          nodeId: run.state.nodeId,
          title,
        })
      case 'show':
        return show()
      case 'dismiss':
        for (const one of group) void engine.dismiss(one.entry.key)
        return
    }
  }

  async function show() {
    if (run.state.phase !== 'placed') return
    const shown = await shell.bridge.ask({ type: 'select-nodes', nodeIds: [run.state.nodeId] })
    if (!shown.ok) showProblem(state, 'This layer is no longer in the file.')
  }

  const buttons = actions
    .filter((action) => action in LABELS)
    .map((action) => (
      <TextButton key={action} title={TITLES[action]} {...onePress(() => act(action))}>
        {action === 'place' && isElsewhere
          ? 'Place here'
          : withPrice(state, LABELS[action] ?? '', action === 'generate-again' ? 1 : 0)}
      </TextButton>
    ))

  return (
    <li class="run">
      <Picture
        class={isActive(run.state) ? 'run-picture is-busy' : 'run-picture'}
        url={state.thumbnails.value.get(generation?.id ?? '')}
      />
      <div class="run-text">
        <p class="run-title one-line muted" title={entry.prompt}>
          <b>{title}</b> {entry.prompt}
        </p>
        {isElsewhere && <p class="muted">For the file “{entry.documentName}”</p>}
        <p class={tone === 'failed' ? 'danger' : 'muted'}>
          <WithLink words={status} />
          {isActive(run.state) && <Elapsed run={run} />}
        </p>
        {nextStep === null ? buttons : <p>{nextStep}</p>}
        {group.length > 1 && <Variations runs={group} />}
        {requestId !== null ? (
          <CopyId id={requestId} of="request" />
        ) : (
          generationId !== undefined && <CopyId id={generationId} of="generation" />
        )}
        {nextStep !== null && buttons}
      </div>
      {actions.includes('stop') && (
        <IconButton
          icon="close"
          label={`Stop waiting for ${title}`}
          hint={`. ${NO_CANCEL}`}
          onClick={() => act('stop')}
        />
      )}
      {actions.includes('dismiss') && (
        <IconButton icon="close" label={`Dismiss ${title}`} onClick={() => act('dismiss')} />
      )}
    </li>
  )
}

function Elapsed({ run }: { run: Run }) {
  return <span class="counter"> · {progressLine(progressOf(run, state.now.value))}</span>
}
