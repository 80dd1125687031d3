import { type AdminSessionView, adminSessionView } from '../contract/admin-api.ts'
import { createAskRelay, Refused } from './ask-relay.ts'

/** Who this browser is to the relay now; null: nobody. @throws what the relay refuses otherwise */
export async function readSession(): Promise<AdminSessionView | null> {
  try {
    return await createAskRelay(null).read('session', adminSessionView)
  } catch (error) {
    if (error instanceof Refused && error.status === 401) return null
    throw error
  }
}
