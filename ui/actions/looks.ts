/** Looks: which there are, taking one up again, keeping, sharing and deleting them. */
import type { Failure } from '../../contract/failures.ts'
import { type Look, type LookVersion, MAX_LOOK_COLOURS, MAX_LOOK_REFERENCES } from '../../contract/looks.ts'
import type { NamedLook } from '../../contract/relay-api.ts'
import type { SaveLook } from '../../contract/save-look.ts'
import { shorten } from '../../contract/short-text.ts'
import type { Uploads } from '../drive/uploads.ts'
import { onceAtATime } from '../once-at-a-time.ts'
import { oneForEach } from '../one-for-each.ts'
import { type Result, succeeded } from '../result.ts'
import { announce, showFailure, showProblem } from '../say.ts'
import type { Shell } from '../shell.ts'
import { type PanelState, tokenOf } from '../state/panel-state.ts'
import { changeDraft } from './generate.ts'
import { changePreferences } from './preferences.ts'

/** Taken off the form by somebody else, by id: what was asked for with it can still be told apart. */
const withdrawn = oneForEach((_: Shell) => new Map<string, LookVersion>())

/** What the person may use now. A relay that does not answer, or knows no looks, changes nothing. */
export const readLooks = onceAtATime(ask)

async function ask(shell: Shell): Promise<void> {
  const { state, relay } = shell
  const token = tokenOf(state.connection.value)
  if (token === null) return
  const read = await relay.readLooks()
  if (tokenOf(state.connection.value) !== token) return ask(shell)
  if (!read.ok) return
  state.looks.value = read.value.looks
  const { look } = state.draft.value
  if (look && !findLook(shell, look.id)) {
    withdrawn(shell).set(look.id, look)
    changeDraft(shell, { look: null })
    sayWithdrawn(state, look)
  }
  await moveSavedPrompts(shell)
}

function sayWithdrawn(state: PanelState, { name }: { name: string }) {
  showProblem(state, `The look “${name}” was withdrawn.`)
}

export function findLook({ state }: Shell, id: string): Look | null {
  return state.looks.value?.find((look) => look.id === id) ?? null
}

/** The look in this version; null when it can't be had. One that was withdrawn from the form is known, not to be used. */
export async function readVersion(shell: Shell, { id, version }: NamedLook): Promise<LookVersion | null> {
  if (!shell.state.looks.value) await readLooks(shell)
  const look = findLook(shell, id) ?? withdrawn(shell).get(id)
  if (!look || look.version === version) return look ?? null
  const read = await shell.relay.readLookVersion(id, version)
  return read.ok ? read.value : null
}

/** The one that was in the form when the panel closed. */
export async function takeLookUp(shell: Shell, named: NamedLook): Promise<void> {
  const { state } = shell
  state.isLookComing.value = true
  const look = await readVersion(shell, named)
  state.isLookComing.value = false
  if (state.draft.value.look) return
  if (look) changeDraft(shell, { look })
  else showProblem(state, `The look “${named.name}” could not be read, so it is not in the form.`)
}

/** Prompts that were saved before there were looks: each becomes a private one, once. */
async function moveSavedPrompts(shell: Shell): Promise<void> {
  const { preferences, looks } = shell.state
  for (const { name, text } of preferences.value.savedPrompts ?? []) {
    if (!looks.value?.some(({ prompt }) => prompt === text)) {
      const draft: SaveLook = {
        name: shorten(name.trim() || text, 60),
        prompt: text,
        colours: [],
        references: [],
        scope: 'private',
      }
      const saved = await shell.relay.saveLook(null, draft)
      if (!saved.ok) return
      putLook(shell, saved.value)
    }
    const others = preferences.value.savedPrompts?.filter((saved) => saved.text !== text)
    changePreferences(shell, { savedPrompts: others })
  }
}

function putLook({ state }: Shell, look: Look) {
  state.looks.value = [...(state.looks.value ?? []).filter(({ id }) => id !== look.id), look]
}

/** As written in the form. `colours`: names with their codes, "Moss #4a5d23, Sand #e8d9b0". */
export type LookForm = Pick<SaveLook, 'name' | 'prompt' | 'scope'> & {
  colours: string
  /** The first references of the draft instead of those that the look has. */
  takesReferences: boolean
}

/** @returns whether it is saved; if not, why is said */
export async function saveLook(
  shell: Shell,
  uploads: Pick<Uploads, 'send'>,
  form: LookForm,
  edited: Look | null,
): Promise<boolean> {
  const { state } = shell
  const { name, prompt, scope, takesReferences } = form
  const references = takesReferences
    ? await sendReferences(shell, uploads)
    : succeeded(edited?.references ?? [])
  const saved = references.ok
    ? await shell.relay.saveLook(edited, {
        name,
        prompt,
        scope,
        colours: readColours(form.colours),
        references: references.value,
      })
    : references
  if (!saved.ok) {
    await sayWhyNot(shell, saved.failure, name)
    return false
  }
  putLook(shell, saved.value)
  if (state.draft.value.look?.id === edited?.id) changeDraft(shell, { look: edited && saved.value })
  announce(state, `The look ${name} is saved.`)
  return true
}

/** Somebody else may have been there before. */
async function sayWhyNot(shell: Shell, failure: Failure, name: string): Promise<void> {
  const isGone = failure.code === 'not_found'
  if (isGone || failure.code === 'changed_meanwhile') await readLooks(shell)
  if (isGone) sayWithdrawn(shell.state, { name })
  else showFailure(shell.state, failure)
}

async function sendReferences(
  shell: Shell,
  { send }: Pick<Uploads, 'send'>,
): Promise<Result<SaveLook['references']>> {
  const sent: SaveLook['references'] = []
  for (const { source, name } of shell.state.draft.value.references.slice(0, MAX_LOOK_REFERENCES)) {
    if (!source) continue
    const upload = await send(source)
    if (!upload.ok) return upload
    sent.push({ upload_id: upload.value, name: shorten(name, 60) })
  }
  return succeeded(sent)
}

function readColours(text: string): SaveLook['colours'] {
  return [...text.matchAll(/([^,;\n#]*)(#[0-9a-f]{6})\b/gi)]
    .slice(0, MAX_LOOK_COLOURS)
    .map(([, name = '', hex = '']) => ({ name: shorten(name, 40) || hex, hex: hex.toLowerCase() }))
}

export async function deleteLook(shell: Shell, look: Look): Promise<boolean> {
  const { state } = shell
  const deleted = await shell.relay.deleteLook(look)
  if (!deleted.ok) {
    await sayWhyNot(shell, deleted.failure, look.name)
    return false
  }
  state.looks.value = state.looks.value?.filter(({ id }) => id !== look.id) ?? null
  if (state.draft.value.look?.id === look.id) changeDraft(shell, { look: null })
  announce(state, `The look ${look.name} is deleted.`)
  return true
}
