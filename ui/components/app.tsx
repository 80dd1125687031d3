import { state } from '../panel.ts'
import { useSignals } from '../state/signal.ts'
import { ConnectScreen } from './connect-screen.tsx'
import { LiveRegion } from './live-region.tsx'
import { Workspace } from './workspace.tsx'

export function App() {
  useSignals()
  const { status } = state.connection.value
  return (
    <>
      {/* Before the sandbox has said whether there is a token, words can be written already. */}
      {status === 'disconnected' || status === 'checking' ? <ConnectScreen /> : <Workspace />}
      <LiveRegion />
    </>
  )
}
