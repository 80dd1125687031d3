import { type Generation, MAX_PAGE_SIZE } from '../../contract/relay-api.ts'
import { shorten } from '../../contract/short-text.ts'
import { succeeded } from '../result.ts'
import { showFailure } from '../say.ts'
import type { Shell } from '../shell.ts'
import { type History, type HistoryFilter, queryOf, withGeneration, withPage } from '../state/history.ts'
import { addPictures } from './references.ts'

/** Of a reference that is an image of the history: the beginning of its prompt. */
const MAX_NAME_LENGTH = 40

/** Reads the history from its beginning; until that is there, what was shown before stays. */
export async function readHistory(shell: Shell, filter: HistoryFilter): Promise<void> {
  const { history } = shell.state
  // A filter of its own, even if it says the same: what older readings bring is known by it.
  history.value = { ...history.value, filter: { ...filter }, next: null }
  await readPage(shell, (now, generations) => withPage({ ...now, generations: [] }, generations))
}

/** Reads the next page, unless one is being read. */
export async function readMore(shell: Shell): Promise<void> {
  if (shell.state.history.value.status !== 'reading') await readPage(shell, withPage)
}

/** What an older reading brings, of a filter that has been replaced, is no longer taken. */
async function readPage(
  { state, relay, persist }: Shell,
  take: (history: History, generations: readonly Generation[]) => History,
): Promise<void> {
  const { history } = state
  const { filter, next } = history.value
  history.value = { ...history.value, status: 'reading', failure: null }
  const query = {
    limit: String(MAX_PAGE_SIZE),
    ...queryOf(filter, state.surroundings.value.document.id),
    ...(next === null ? {} : { before: next }),
  }
  const page = await persist(() => relay.listGenerations(query))
  if (history.value.filter !== filter) return
  history.value = page.ok
    ? { ...take(history.value, page.value.generations), next: page.value.next, status: 'idle' }
    : { ...history.value, status: 'failed', failure: page.failure }
}

export function chooseFromHistory({ history }: Shell['state'], id: string | null) {
  history.value = { ...history.value, chosen: id }
}

export async function toggleStar(shell: Shell, { id, starred }: Generation): Promise<void> {
  const { state, relay } = shell
  const changed = await relay.star(id, !starred)
  if (changed.ok) state.history.value = withGeneration(state.history.value, changed.value)
  else showFailure(state, changed.failure)
}

/** Adds an image of the history to the references. */
export async function useAsReference(shell: Shell, { id, prompt }: Generation): Promise<void> {
  const { state, relay, persist } = shell
  state.view.value = 'create'
  const load = async () => {
    const image = await persist(() => relay.readImage(id))
    return image.ok ? succeeded(new Blob([image.value])) : image
  }
  await addPictures(shell, [{ name: shorten(prompt, MAX_NAME_LENGTH), load }])
}
