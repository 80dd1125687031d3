import type { SelectedNode } from '../../contract/messages.ts'
import type { News } from '../bridge.ts'
import { readAccount } from '../drive/account.ts'
import type { Engine } from '../drive/engine.ts'
import type { Shell } from '../shell.ts'
import { giveBack } from '../state/draft.ts'
import { askForToken, selectionKey } from '../state/panel-state.ts'
import { reuseFromLayer } from './from-layer.ts'
import { takeLookUp } from './looks.ts'
import { keepPreferences } from './preferences.ts'
import { stepPictures } from './step-pictures.ts'

type Selected = Extract<News, { type: 'selection-changed' }>
type Described = Extract<News, { type: 'cards-described' }>
type Opened = Extract<News, { type: 'plugin-opened' }>

/** Takes in what the sandbox keeps: token, choices, and the generations that were not placed when the panel closed. */
export function open(shell: Shell, engine: Engine, opened: Opened) {
  const { state } = shell
  const { token, preferences, isReadOnly, document, journal, command } = opened
  state.surroundings.value = { isReadOnly, document }
  state.preferences.value = { ...preferences, ...state.preferences.value }
  const { draft: { look, ...draft } = {}, resolution } = preferences
  // The form is there before this is: words that were written meanwhile are newer than those that were kept.
  const hasWritten = state.draft.value.prompt !== ''
  keepPreferences(shell)
  state.draft.value = {
    ...state.draft.value,
    ...(resolution === undefined ? {} : { resolution }),
    ...(hasWritten ? {} : draft),
  }
  if (token === null) askForToken(state, null)
  else {
    state.connection.value = { status: 'connected', token, me: null }
    void readAccount(shell)
  }
  if (look) void takeLookUp(shell, look)
  state.command.value = command
  engine.takeUp(journal)
}

/** Takes in what is selected; a relaunch button of a layer takes effect once that layer is described. */
export function select(shell: Shell, { nodes, slot, cards, totalCards, isReading = false }: Selected) {
  const { state } = shell
  state.selection.value = nodes
  state.slot.value = slot ?? null
  state.cards.value = cards
  state.cardCount.value = totalCards ?? cards.length
  state.isReading.value = isReading
  const { loan } = state.draft.value
  if (loan && loan.selection !== selectionKey(state)) state.draft.value = giveBack(state.draft.value)
  const { value: command } = state.command
  const isMeant = ({ provenance, steps }: SelectedNode) => provenance !== null || steps.length > 0
  const [made] = nodes.filter(isMeant)
  if (!made || command === 'open') return
  state.command.value = 'open'
  if (command === 'edit-prompt' || command === 'vary') return reuseFromLayer(shell, made, command)
  const step = command === 'picture-before' ? 'before' : 'after'
  void stepPictures(
    shell,
    nodes.map(({ id }) => id),
    step,
  )
}

/** More cards of a large selection, or some of them as they are by now. */
export function describeCards({ state }: Shell, { from, cards: part, isReading = false }: Described) {
  const cards = [...state.cards.value]
  cards.splice(from, part.length, ...part)
  state.cards.value = cards
  state.cardCount.value = Math.max(state.cardCount.value, cards.length)
  state.isReading.value = isReading
}
