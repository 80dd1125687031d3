import { hash } from 'node:crypto'

/** Of the checked values in the schema's order, so that spacing and the order of fields make no difference. */
export function hashRequest(request: object): string {
  return hash('sha256', JSON.stringify(request))
}
