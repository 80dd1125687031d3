/** What the plugin has written on a layer, as JSON. */
import * as v from 'valibot'

/** Null when there is none or when it can't be understood. */
export function readData<T>(
  node: Pick<PluginDataMixin, 'getPluginData'>,
  key: string,
  schema: v.BaseSchema<unknown, T, v.BaseIssue<unknown>>,
): T | null {
  try {
    const parsed = v.safeParse(schema, JSON.parse(node.getPluginData(key)))
    return parsed.success ? parsed.output : null
  } catch {
    // No JSON: most layers have nothing there.
    return null
  }
}
