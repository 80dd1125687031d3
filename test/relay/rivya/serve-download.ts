/** A downloader and a server that answers it as a test says. */
import type { ServerResponse } from 'node:http'
import { afterEach } from 'vitest'
import { createDownloader, type Downloader, type DownloaderOptions } from '../../../relay/rivya/download.ts'
import { type ScriptedServer, startScriptedServer } from './scripted-server.ts'

export const never = new AbortController().signal

export const cleanups: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup()
})

export async function serve(answer: (response: ServerResponse) => void): Promise<ScriptedServer> {
  const server = await startScriptedServer(answer)
  cleanups.push(() => server.close())
  return server
}

export function open(options: Partial<DownloaderOptions> = {}): Downloader {
  const downloader = createDownloader({ allowLoopback: true, ...options })
  cleanups.push(() => downloader.close())
  return downloader
}

/** A PNG's beginning and its end, which is all that decides. */
export function png(width: number, height: number, length = 60): Buffer {
  const bytes = Buffer.alloc(length)
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13])
  bytes.write('IHDR', 12, 'latin1')
  bytes.writeUInt32BE(width, 16)
  bytes.writeUInt32BE(height, 20)
  const [afterHead, end] = [33, length - 12]
  bytes.writeUInt32BE(end - afterHead - 12, afterHead)
  bytes.write('IEND', end + 4, 'latin1')
  return bytes
}

export const sendPng = (response: ServerResponse) => response.end(png(1024, 768))
