/** What the plugin has written on a layer, as JSON. */
import * as v from 'valibot'

/** Null when there is none or when it can't be understood. */
export function readData<T>(
  node: Pick<PluginDataMixin, 'getPluginData'>,
  key: string,
  schema: v.BaseSchema<unknown, T, v.BaseIssue<unknown>>,
): T | null {
  const text = node.getPluginData(key)
  // Most layers have nothing there, and a failure to parse takes long for each of five hundred.
  if (text === '') return null
  try {
    const parsed = v.safeParse(schema, JSON.parse(text))
    return parsed.success ? parsed.output : null
  } catch {
    // No JSON.
    return null
  }
}
