/** A line to a server on this machine that can be cut or go silent, as networks do. */
import { type AddressInfo, createServer, connect as dial, type Socket } from 'node:net'

export type TcpProxy = {
  port: number
  /** Breaks every connection that is open now; new ones are taken. */
  cut: () => void
  /** From now on nothing gets through, while connections stay open and new ones are taken. */
  silence: () => void
  /** What had been held back goes on. */
  resume: () => void
  close: () => Promise<void>
}

/** The caller closes it. */
export async function startTcpProxy(targetPort: number): Promise<TcpProxy> {
  const sockets = new Set<Socket>()
  let isSilent = false

  const keep = (socket: Socket, other: Socket) => {
    sockets.add(socket)
    socket.on('data', (chunk) => other.write(chunk))
    // An error is followed by the close.
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      other.destroy()
    })
    if (isSilent) socket.pause()
  }
  const server = createServer((near) => {
    const far = dial(targetPort, '127.0.0.1')
    keep(near, far)
    keep(far, near)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    port: (server.address() as AddressInfo).port,
    cut,
    silence() {
      isSilent = true
      for (const socket of sockets) socket.pause()
    },
    resume() {
      isSilent = false
      for (const socket of sockets) socket.resume()
    },
    close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      cut()
      return closed
    },
  }
}

/** @returns the address with another port of this machine */
export function leadThrough(proxy: { port: number }, address: string): string {
  const url = new URL(address)
  url.hostname = '127.0.0.1'
  url.port = String(proxy.port)
  return url.href
}
