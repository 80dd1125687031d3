import { createContext } from 'preact'
import { useContext } from 'preact/hooks'
import type { AskRelay } from './ask-relay.ts'

export type Page = {
  ask: AskRelay
  /** Shows a view: `/admin/people?team=…`. */
  open: (address: string) => void
  sessionEnded: () => void
}

export const PageContext = createContext<Page | null>(null)

export function usePage(): Page {
  const page = useContext(PageContext)
  if (page === null) throw new Error('There is no page around this.')
  return page
}
