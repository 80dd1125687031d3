/** One kind of message: its type, and its fields. */
import * as v from 'valibot'

/** What Figma's bridge takes of bytes. */
export const bytes = v.instance(Uint8Array)

/** What nothing comes back for, and what comes unasked. */
export function message<T extends string, F extends v.ObjectEntries>(type: T, fields: F) {
  return v.object({ type: v.literal(type), ...fields })
}

/** An order that is settled, and the fact that settles it: both carry the same number. */
export function numbered<T extends string, F extends v.ObjectEntries>(type: T, fields: F) {
  return message(type, { request: v.number(), ...fields })
}
