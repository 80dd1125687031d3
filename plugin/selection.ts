/** Keeps the panel told of what is selected. */
import { describeSelection } from './describe-selection.ts'
import { post } from './post.ts'

export function postSelection(): void {
  post(describeSelection())
}
