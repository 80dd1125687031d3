import { render } from 'preact'
import { markFrames } from './actions/arrange-references.ts'
import { placeDropped } from './actions/copies.ts'
import { describeCards, open, select } from './actions/open.ts'
import { warnOfLimits } from './actions/warn-of-limits.ts'
import { watchReferences } from './actions/watch-references.ts'
import { createBridge, type News } from './bridge.ts'
import { App } from './components/app.tsx'
import { awaitCredits } from './drive/await-credits.ts'
import { createEngine } from './drive/engine.ts'
import { keepTime } from './drive/keep-time.ts'
import { createPauses } from './drive/pauses.ts'
import { createPersist } from './drive/persist.ts'
import { uploadAhead } from './drive/upload-ahead.ts'
import { imageTools } from './images/image-tools.ts'
import { downloadInWorker } from './images/image-worker.ts'
import { keepFocus } from './keep-focus.ts'
import { makeKey } from './make-key.ts'
import { providePanel } from './panel.ts'
import { createRelay } from './relay-client.ts'
import { noticeWayIsFree } from './say.ts'
import type { Shell } from './shell.ts'
import { sizePanel } from './size-panel.ts'
import { createPanelState, tokenOf } from './state/panel-state.ts'
import { ignoreStrayClicks } from './stray-clicks.ts'
import './style/index.css'

const state = createPanelState()
const closing = new AbortController()
const pauses = createPauses()

const bridge = createBridge((message) => parent.postMessage({ pluginMessage: message }, '*'), hear)
const relay = createRelay({
  baseUrl: __RELAY_URL__,
  readToken: () => tokenOf(state.connection.value),
  isOnline: () => navigator.onLine,
  fetch: (input, init) => fetch(input, init),
  download: downloadInWorker,
  closing: closing.signal,
})
const shell: Shell = {
  state,
  bridge,
  relay,
  persist: createPersist(state, pauses, closing.signal),
  pauses,
  images: imageTools,
  now: Date.now,
  makeKey,
  signal: closing.signal,
}
const engine = createEngine(shell)

function hear(news: News) {
  switch (news.type) {
    case 'plugin-opened':
      return open(shell, engine, news)
    case 'selection-changed':
      return select(shell, news)
    case 'cards-described':
      return describeCards(shell, news)
    case 'frames-changed':
      return markFrames(shell, news)
    case 'image-dropped':
      return void placeDropped(shell, news)
  }
}

function noticeNetwork() {
  state.isOnline.value = navigator.onLine
  noticeWayIsFree(state)
  if (navigator.onLine) pauses.wake()
}

addEventListener('message', ({ data }) => bridge.receive(data?.pluginMessage))
addEventListener('online', noticeNetwork)
addEventListener('offline', noticeNetwork)
addEventListener('pagehide', () => closing.abort())
noticeNetwork()
keepTime(shell)
sizePanel(shell)
watchReferences(shell)
warnOfLimits(shell)
awaitCredits(shell)
uploadAhead(shell, engine.uploads)

providePanel(shell, engine)
const root = document.getElementById('panel')
if (root !== null) {
  keepFocus(root)
  ignoreStrayClicks(root)
  render(<App />, root)
}
bridge.tell({ type: 'open-panel' })
