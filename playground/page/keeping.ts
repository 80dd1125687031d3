/** What survives a reload, in IndexedDB: the document, its images, and the plugin's `clientStorage`. */

import type { DocumentFile } from '../host/file/node-record.ts'
import type { StorageEntry } from '../host/host.ts'

export type Keeping = {
  loadDocument(): Promise<DocumentFile | null>
  /** Writes the document; of the images only those that are new. */
  saveDocument(file: DocumentFile): Promise<void>
  loadStorage(): Promise<StorageEntry[]>
  /** Null deletes. Resolves once it is written. */
  keepStorage(key: string, entry: StorageEntry | null): Promise<void>
  /** A small remembered value of the page's own. */
  loadNote(name: string): Promise<unknown>
  saveNote(name: string, value: unknown): Promise<void>
  /** Forgets everything. */
  reset(): Promise<void>
}

const STORES = ['document', 'images', 'storage', 'notes'] as const
type StoreName = (typeof STORES)[number]

export async function openKeeping(name = 'figma-stand-in'): Promise<Keeping> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => {
    for (const store of STORES) request.result.createObjectStore(store)
  }
  const database = await settled(request)
  const savedImages = new Set<string>()

  /** One transaction; resolves when it is complete, not only asked for. */
  async function change(
    stores: readonly StoreName[],
    work: (store: (name: StoreName) => IDBObjectStore) => void,
  ): Promise<void> {
    const transaction = database.transaction(stores, 'readwrite')
    const done = new Promise<void>((resolve, reject) => {
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
    })
    work((store) => transaction.objectStore(store))
    await done
  }
  const read = (store: StoreName) => database.transaction(store).objectStore(store)

  return {
    async loadDocument() {
      const file: unknown = await settled(read('document').get('file'))
      if (file === undefined) return null
      const images = read('images')
      const [hashes, bytes] = await Promise.all([settled(images.getAllKeys()), settled(images.getAll())])
      for (const hash of hashes) savedImages.add(String(hash))
      return {
        ...(file as Omit<DocumentFile, 'images'>),
        images: hashes.map((hash, index) => ({
          hash: String(hash),
          bytes: bytes[index] as Uint8Array | null,
        })),
      }
    },
    async saveDocument({ images, ...file }) {
      const fresh = images.filter((image) => !savedImages.has(image.hash))
      await change(['document', 'images'], (store) => {
        store('document').put(file, 'file')
        for (const image of fresh) store('images').put(image.bytes, image.hash)
      })
      for (const image of fresh) savedImages.add(image.hash)
    },
    async loadStorage() {
      const store = read('storage')
      const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())])
      return keys.map((key, index) => ({ key: String(key), value: values[index] as unknown }))
    },
    keepStorage: (key, entry) =>
      change(['storage'], (store) => {
        if (entry === null) store('storage').delete(key)
        else store('storage').put(entry.value, key)
      }),
    loadNote: (note) => settled(read('notes').get(note)),
    saveNote: (note, value) => change(['notes'], (store) => store('notes').put(value, note)),
    async reset() {
      savedImages.clear()
      await change(STORES, (store) => {
        for (const each of STORES) store(each).clear()
      })
    },
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
