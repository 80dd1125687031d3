/** Fields that many schemas share: a size, and a rectangle. Whoever uses them says in which units. */
import * as v from 'valibot'

export const sizeFields = { width: v.number(), height: v.number() }
export const rectFields = { x: v.number(), y: v.number(), ...sizeFields }
