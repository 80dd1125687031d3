/** HTTP by hand, for requests that no client would make. */
import { connect, type Socket } from 'node:net'

type RawConnection = {
  socket: Socket
  /** Everything received so far. */
  received: () => string
  /** Resolves when the other side has closed, with everything received. */
  ended: Promise<string>
}

/** The caller destroys the socket, unless the other side ends it. */
export async function openRaw(port: number): Promise<RawConnection> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  const received = () => Buffer.concat(chunks).toString('latin1')
  socket.on('data', (chunk) => chunks.push(chunk))
  const ended = new Promise<string>((resolve) => {
    socket.on('close', () => resolve(received()))
  })
  // A reset is one of the ways in which a server may end it.
  socket.on('error', () => socket.destroy())
  await new Promise<void>((resolve) => socket.once('connect', resolve))
  return { socket, received, ended }
}

/** Sends the text as it is and waits for the end; ask for `Connection: close` or the relay keeps it open. */
export async function sendRaw(port: number, text: string | Buffer): Promise<string> {
  const { socket, ended } = await openRaw(port)
  socket.write(text)
  return ended
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)
}

export function bodyOf(answer: string): string {
  return answer.slice(answer.indexOf('\r\n\r\n') + 4)
}
