import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { withLook, withoutLook } from '../../../ui/prompt/with-look.ts'
import { makeLook } from '../support/look-relay.ts'
import { UPLOAD_ID } from '../support/make.ts'

const light = { upload_id: UPLOAD_ID, name: 'Light' }
const moss = { name: 'Moss', hex: '#4a5d23' }

describe('a look', () => {
  it.each([
    ['{prompt}, on oak', 'A mug', 'A mug, on oak'],
    ['On oak', 'A mug', 'A mug. On oak'],
    ['On oak', 'A mug!', 'A mug! On oak'],
    ['On oak', '  ', 'On oak'],
    ['', 'A mug', 'A mug'],
    ['{prompt} and {prompt}', 'A mug', 'A mug and {prompt}'],
    ['{prompt}, on oak', "A mug for $& and $'", "A mug for $& and $', on oak"],
  ])('“%s” around “%s” is “%s”', (prompt, own, words) => {
    expect(withLook(own, makeLook({ prompt }), 0)).toBe(words)
  })

  it('names its own references by their places behind the others, and leaves those of the person alone', () => {
    const look = makeLook({ prompt: '{prompt}, lit like image 1', references: [light] })
    expect(withLook('The mug of image 1', look, 2)).toBe('The mug of image 1, lit like image 3')
  })

  it('shows where it names a reference that it does not have', () => {
    const look = makeLook({ prompt: 'lit like image 2', references: [light] })
    expect(withLook('', look, 0)).toBe('lit like image ?')
  })

  it('brings its colours as a palette, unless they are named', () => {
    const look = makeLook({ colours: [moss, { name: 'Sand', hex: '#e8d9b0' }] })
    expect(withLook('A mug', look, 0)).toBe('A mug, on oak. Colour palette: Moss #4a5d23, Sand #e8d9b0.')
    expect(withLook('A mug in Moss #4A5D23', look, 0)).toBe(
      'A mug in Moss #4A5D23, on oak. Colour palette: Sand #e8d9b0.',
    )
  })

  it('changes nothing where there is none', () => {
    expect(withLook(' A mug ', null, 3)).toBe(' A mug ')
  })
})

describe('own words', () => {
  it('come back out of every prompt that was made with the look', () => {
    const own = fc.string({ maxLength: 40 }).filter((text) => !text.includes('\0'))
    const prompt = fc.constantFrom(
      '{prompt}, on oak',
      'On oak, lit like image 1',
      'Oak {prompt}',
      '',
      '{prompt}',
    )
    const colours = fc.constantFrom<(typeof moss)[]>([], [moss])
    fc.assert(
      fc.property(own, prompt, colours, fc.nat(3), (written, prompt, colours, before) => {
        const look = makeLook({ prompt, colours, references: [light] })
        const sent = withLook(written, look, before)
        const found = withoutLook(sent, look, before)
        expect(found === null ? null : withLook(found, look, before)).toBe(sent)
      }),
    )
  })

  it('are not guessed where the prompt was made otherwise', () => {
    expect(withoutLook('A mug on a linen cloth', makeLook(), 0)).toBeNull()
    const look = makeLook({ prompt: '{prompt}, lit like image 1', references: [light] })
    expect(withoutLook('A mug, lit like image 1', look, 1)).toBeNull()
  })
})
