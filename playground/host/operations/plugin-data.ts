/** Data and relaunch buttons a plugin leaves on nodes. Allowed in Dev Mode too. */
import * as v from 'valibot'
import type { NodeRecord } from '../file/node-record.ts'
import { parseField } from '../file/paints.ts'
import type { Method } from './core.ts'

/** Bytes of key, value and plugin id together. */
const MAX_ENTRY_BYTES = 100_000
const MAX_DESCRIPTION_LENGTH = 1000
const MIN_NAMESPACE_LENGTH = 3

/** UTF-8 bytes, counted as Figma's limit is. */
function byteLength(text: string): number {
  let bytes = 0
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4
  }
  return bytes
}

function changed<T extends Record<string, string>>(
  data: Readonly<T>,
  key: string,
  value: string,
): Record<string, string> {
  const { [key]: _, ...rest } = data
  return value === '' ? rest : { ...rest, [key]: value }
}

function requireEntry(
  owner: string,
  key: unknown,
  value: unknown,
  doing: string,
): { key: string; value: string } {
  const entry = {
    key: parseField(v.string(), key, doing, 'key'),
    value: parseField(v.string(), value, doing, 'value'),
  }
  if (byteLength(owner + entry.key + entry.value) > MAX_ENTRY_BYTES) {
    throw new Error(`in ${doing}: The entry is larger than the limit of 100 kB`)
  }
  return entry
}

function sharedData(node: NodeRecord, namespace: string): Readonly<Record<string, string>> {
  return node.sharedPluginData[namespace] ?? {}
}

function requireNamespace(value: unknown, doing: string): string {
  const namespace = parseField(v.string(), value, doing, 'namespace')
  if (namespace.length < MIN_NAMESPACE_LENGTH || !/^[A-Za-z0-9_.]+$/.test(namespace)) {
    throw new Error(`in ${doing}: The namespace must be at least 3 letters, digits, "_" or "."`)
  }
  return namespace
}

export const pluginDataMethods: Readonly<Record<string, Method>> = {
  getPluginData: (_, node, key: string) => node.pluginData[key] ?? '',
  getPluginDataKeys: (_, node) => Object.keys(node.pluginData),
  setPluginData(run, node, key: unknown, value: unknown) {
    const entry = requireEntry(run.manifest.id, key, value, 'setPluginData')
    run.store.write(node.id, { pluginData: changed(node.pluginData, entry.key, entry.value) })
  },

  getSharedPluginData: (_, node, namespace: string, key: string) => sharedData(node, namespace)[key] ?? '',
  getSharedPluginDataKeys: (_, node, namespace: string) => Object.keys(sharedData(node, namespace)),
  setSharedPluginData(run, node, space: unknown, key: unknown, value: unknown) {
    const namespace = requireNamespace(space, 'setSharedPluginData')
    const entry = requireEntry(namespace, key, value, 'setSharedPluginData')
    const data = changed(sharedData(node, namespace), entry.key, entry.value)
    run.store.write(node.id, { sharedPluginData: { ...node.sharedPluginData, [namespace]: data } })
  },

  getRelaunchData: (_, node) => node.relaunchData,
  setRelaunchData(run, node, value: unknown) {
    const data = parseField(v.record(v.string(), v.string()), value, 'setRelaunchData', 'data')
    // A command that the manifest does not have is taken, too: it shows no button.
    for (const description of Object.values(data)) {
      if (description.length > MAX_DESCRIPTION_LENGTH) {
        throw new Error(
          `in setRelaunchData: The description is longer than ${MAX_DESCRIPTION_LENGTH} characters`,
        )
      }
    }
    run.store.write(node.id, { relaunchData: data })
  },
}
