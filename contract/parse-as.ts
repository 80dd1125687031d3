import * as v from 'valibot'

/** The value as a schema takes it; null where it does not fit. For schemas that do not themselves take null. */
export function parseAs<S extends v.GenericSchema>(schema: S, value: unknown): v.InferOutput<S> | null {
  const { success, output } = v.safeParse(schema, value)
  return success ? output : null
}
