import { EMPTY_HISTORY } from '../state/history.ts'
import { accountOf, type PanelState, tokenOf } from '../state/panel-state.ts'

/** Calls back whenever the panel is connected with another token than before; another person sees nobody else's history. */
export function watchToken(state: PanelState, onOther: () => void): void {
  let lastToken: string | null = null
  let lastPerson: string | null = null
  state.connection.subscribe((connection) => {
    if (connection.status !== 'connected') return
    const person = accountOf(connection)?.person?.id ?? null
    if (lastPerson !== null && person !== null && person !== lastPerson) {
      state.history.value = { ...EMPTY_HISTORY, filter: state.history.value.filter }
    }
    lastPerson = person ?? lastPerson
    const token = tokenOf(connection)
    const isOther = lastToken !== null && token !== lastToken
    lastToken = token
    if (isOther) onOther()
  })
}
