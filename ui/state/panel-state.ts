/**
 * What the panel knows, as signals: components read them, actions and drivers write them. Everything that follows from
 * these is computed where it is shown, never stored beside them.
 */
import type { Card } from '../../contract/cards.ts'
import type { Failure, FailureCode } from '../../contract/failures.ts'
import type { Look } from '../../contract/looks.ts'
import type { PanelCommand, Preferences, SelectedNode } from '../../contract/messages.ts'
import type { Size } from '../../contract/model.ts'
import type { Me } from '../../contract/relay-api.ts'
import type { Review } from '../runs/review.ts'
import type { Run } from '../runs/run.ts'
import { type Draft, EMPTY_DRAFT } from './draft.ts'
import { EMPTY_HISTORY, type History } from './history.ts'
import { signal } from './signal.ts'

export type Connection =
  /** The sandbox has not yet said whether there is a token. */
  | { status: 'opening' }
  /** `signIn`: somebody is to sign in on the page at `url`, which shows the same code. */
  | { status: 'disconnected'; failure: Failure | null; signIn?: { code: string; url: string } }
  | { status: 'checking'; token: string }
  /** `me` is null until the relay has answered: the panel is usable before. */
  | { status: 'connected'; token: string; me: Me | null }

/** The file the panel was opened in. */
export type Surroundings = {
  isReadOnly: boolean
  document: { id: string; name: string }
}

/** What went wrong, shown above the form until it is dismissed or replaced. */
type Notice = { text: string; requestId: string | undefined; about?: FailureCode }

export type UndoOffer = {
  text: string
  undo: () => void
}

export type View = 'create' | 'history' | 'settings' | 'review'

export type PanelState = ReturnType<typeof createPanelState>

export function createPanelState() {
  return {
    connection: signal<Connection>({ status: 'opening' }),
    isOnline: signal(true),
    /** Why the relay could not be asked just now; null once it answered. */
    relayTrouble: signal<Failure | null>(null),
    surroundings: signal<Surroundings>({
      isReadOnly: false,
      document: { id: '', name: '' },
    }),
    preferences: signal<Preferences>({}),
    /** At most 100 of the selected layers. */
    selection: signal<SelectedNode[]>([]),
    /** What is filled of the one card that is selected, if that shows an image made here or has shown one. */
    slot: signal<SelectedNode | null>(null),
    /** What the selection holds to be filled, in reading order, and how many of these there are in all. */
    cards: signal<Card[]>([]),
    cardCount: signal(0),
    /** More cards are on their way. */
    isReading: signal(false),
    /** Object URLs of small start pictures by their `pictureKey`; null for those that can't be had. */
    startPictures: signal<ReadonlyMap<string, string | null>>(new Map()),
    /** Keys of start pictures that the file has lost, as far as that has been tried. */
    lostPictures: signal<ReadonlySet<string>>(new Set()),
    /** Pixels of start pictures that are to be extended, by their `pictureKey`; null for those that can't be had. */
    pictureSizes: signal<ReadonlyMap<string, Size | null>>(new Map()),
    /** What the person may use; null until the relay has said. */
    looks: signal<readonly Look[] | null>(null),
    /** The one of the last opening is still being read. */
    isLookComing: signal(false),
    draft: signal<Draft>(EMPTY_DRAFT),
    /** By idempotency key, oldest first. */
    runs: signal<ReadonlyMap<string, Run>>(new Map()),
    /** The generation whose image a layer shows, by node id, as far as this panel has placed it. */
    shown: signal<ReadonlyMap<string, string>>(new Map()),
    /** Object URLs of small pictures, by generation id. */
    thumbnails: signal<ReadonlyMap<string, string>>(new Map()),
    /** The batch whose images are being chosen from; kept while another view is shown. */
    review: signal<Review | null>(null),
    history: signal<History>(EMPTY_HISTORY),
    notice: signal<Notice | null>(null),
    /** What was just done and can be taken back, for some seconds. */
    undo: signal<UndoOffer | null>(null),
    /** What a screen reader is told. */
    announcement: signal({ text: '' }),
    /** The wish that Generate was pressed for and that costs more credits than are spent without asking. */
    askedWish: signal<string | null>(null),
    view: signal<View>('create'),
    /** What opened the plugin, until it has been carried out. */
    command: signal<PanelCommand>('open'),
    /** A new object asks the prompt field to take the cursor, and to know the words that the prompt has replaced. */
    promptSwap: signal<{ before: string } | null>(null),
    /** Milliseconds since 1970, moved once a second while a run is waited for. */
    now: signal(0),
  }
}

/** All that there are, oldest first. */
export function runsOf({ runs }: PanelState): Run[] {
  return [...runs.value.values()]
}

/** Shows where a token is asked for, and why. */
export function askForToken({ connection }: PanelState, failure: Failure | null) {
  connection.value = { status: 'disconnected', failure }
}

export function tokenOf(connection: Connection): string | null {
  return 'token' in connection ? connection.token : null
}

/** The same text as long as the same layers are selected. */
export function selectionKey({ selection }: PanelState): string {
  return selection.value.map(({ id }) => id).join()
}

/** What the relay last said of the token's credits and of the model. */
export function accountOf(connection: Connection): Me | null {
  return connection.status === 'connected' ? connection.me : null
}
