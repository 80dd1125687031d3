import { expect, it } from 'vitest'
import { prepare } from '../../../relay/store/prepared.ts'
import { describeOnEachDatabase } from '../support/each-database.ts'
import { addToken } from '../support/samples.ts'

describeOnEachDatabase('a prepared read', ({ open }) => {
  it('is run with parameters in the order of their places', async () => {
    const database = await open()
    const { id } = await addToken(database, { name: 'Ada' })
    await addToken(database, { name: 'Ada' })
    const find = prepare<[id: string, name: string], { name: string }>((query) =>
      query.selectFrom('people').select('name').where('id', '=', '').where('name', '=', '').compile(),
    )
    expect(await find(database, id, 'Ada')).toEqual([{ name: 'Ada' }])
    expect(await find(database, id, 'Ben')).toEqual([])
  })

  it('fails when a place has no parameter', async () => {
    const database = await open()
    const find = prepare<[id: string], { id: string }>((query) =>
      query.selectFrom('people').select('id').where('id', '=', '').limit(1).compile(),
    )
    await expect(find(database, 'any')).rejects.toThrow('1 parameters for 2 places')
  })
})
