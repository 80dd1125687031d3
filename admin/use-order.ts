import { useCallback, useRef, useState } from 'preact/hooks'
import { Refused } from './ask-relay.ts'
import { usePage } from './page-context.ts'
import { sentenceOf } from './use-reading.ts'

export type Order = {
  /** Of the last one; null while none has been given, or one is under way. */
  told: { says: string; isBad: boolean } | null
  isBusy: boolean
  /** One at a time: a second press before the answer is none. @param says when it is done; null: nothing */
  give: (run: () => Promise<string | null>) => Promise<boolean>
}

/** Something that the relay is told to do, and what has come of it. */
export function useOrder(): Order {
  const { sessionEnded } = usePage()
  const [told, setTold] = useState<Order['told']>(null)
  const [isBusy, setIsBusy] = useState(false)
  const isUnderWay = useRef(false)
  const give = useCallback<Order['give']>(
    async (run) => {
      if (isUnderWay.current) return false
      isUnderWay.current = true
      setIsBusy(true)
      setTold(null)
      try {
        const says = await run()
        setTold(says === null ? null : { says, isBad: false })
        return true
      } catch (error) {
        if (error instanceof Refused && error.status === 401) sessionEnded()
        setTold({ says: sentenceOf(error), isBad: true })
        return false
      } finally {
        isUnderWay.current = false
        setIsBusy(false)
      }
    },
    [sessionEnded],
  )
  return { told, isBusy, give }
}
