/** What the plugin has written on a layer, as JSON. */
import type * as v from 'valibot'
import { parseAs } from '../../contract/parse-as.ts'

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
    return parseAs(schema, JSON.parse(text))
  } catch {
    // No JSON.
    return null
  }
}
