/** The relay's looks, for tests of the panel: versions are checked, and those of earlier times stay. */
import type { Look, LookVersion } from '../../../contract/looks.ts'
import type { Relay } from '../../../ui/relay-client.ts'
import { refused, succeeded } from '../../../ui/result.ts'

export const LOOK_ID = `look_${'1'.repeat(32)}`

export function makeLook(changes: Partial<Look> = {}): Look {
  return {
    id: LOOK_ID,
    version: 1,
    name: 'Autumn',
    prompt: '{prompt}, on oak',
    colours: [],
    references: [],
    scope: 'private',
    team: null,
    can_change: true,
    updated_at: '2026-06-01T09:30:00.000Z',
    ...changes,
  }
}

type LookCalls = Pick<
  Relay,
  'readLooks' | 'readLookVersion' | 'readLookReference' | 'saveLook' | 'deleteLook'
>

export function makeLookRelay() {
  const looks = new Map<string, Look>()
  const versions: LookVersion[] = []
  function put(look: Look) {
    looks.set(look.id, look)
    versions.push(look)
    return succeeded(look)
  }
  const calls: LookCalls = {
    readLooks: async () => succeeded({ looks: [...looks.values()] }),
    async readLookVersion(id, version) {
      const found = versions.find((known) => known.id === id && known.version === version)
      return found === undefined ? refused({ code: 'not_found' }) : succeeded(found)
    },
    readLookReference: async () => succeeded(new Uint8Array([1])),
    async saveLook(edited, body) {
      const { team_id: _, ...fields } = body
      if (edited === null) {
        const id = `look_${String(looks.size + 5).padStart(32, '0')}`
        return put(makeLook({ ...fields, id }))
      }
      const known = looks.get(edited.id)
      if (known === undefined) return refused({ code: 'not_found' })
      if (known.version !== edited.version) return refused({ code: 'changed_meanwhile' })
      return put({ ...known, ...fields, version: known.version + 1 })
    },
    async deleteLook({ id, version }) {
      const known = looks.get(id)
      if (known?.version !== version) return refused({ code: 'changed_meanwhile' })
      looks.delete(id)
      return succeeded(new Response())
    },
  }
  return { calls, put, looks }
}
