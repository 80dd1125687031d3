import type { Failure } from '../../contract/failures.ts'
import type { PanelState } from './panel-state.ts'

/** Said before the press: what the file has lost can't be started from. */
export function noteLost({ lostPictures }: PanelState, { code }: Failure, pictureKey: string) {
  if (code === 'start_picture_gone') lostPictures.value = new Set(lostPictures.value).add(pictureKey)
}
