import { expect, it, vi } from 'vitest'
import { carryOut } from '../../../ui/images/worker/carry-out.ts'

it('says in the console why a task could not be done, and answers null', async () => {
  const warn = vi.spyOn(console, 'warn').mockReturnValue()
  const outcome = await carryOut({ type: 'download', url: 'nowhere:', headers: {}, timeoutMs: 1000 })
  expect(outcome).toBeNull()
  expect(warn).toHaveBeenCalledExactlyOnceWith('download', expect.any(TypeError))
})
