/**
 * A small stand-in for PgBouncer, which npm does not have: any number of clients on one server. It refuses the startup
 * parameters that a stock one refuses, and in transaction mode it gives the server to the next client after each
 * transaction. In session mode each client has a server of its own.
 */
import { type AddressInfo, createServer, type Socket } from 'node:net'
import pg from 'pg'

export type Pooler = { port: number; close: () => Promise<void> }

const KNOWN_PARAMETERS = ['user', 'database', 'application_name', 'client_encoding', 'DateStyle', 'TimeZone']
const READY = Buffer.from([0x5a, 0, 0, 0, 5, 0x49])
const AUTHENTICATED = Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 0])

type Server = { client: pg.Client; stream: Socket }

/** The caller closes it, after its clients. */
export async function startPooler(databaseUrl: string, mode: 'session' | 'transaction'): Promise<Pooler> {
  const servers: Server[] = []
  const sockets = new Set<Socket>()

  async function openServer(): Promise<Server> {
    const client = new pg.Client(databaseUrl)
    client.on('error', () => undefined)
    await client.connect()
    const { stream } = (client as unknown as { connection: { stream: Socket } }).connection
    // Logged in by the driver, and from here on spoken to by hand.
    stream.removeAllListeners('data')
    const server = { client, stream }
    servers.push(server)
    return server
  }

  const shared = mode === 'transaction' ? await openServer() : null
  let turn: Promise<void> = Promise.resolve()

  async function serve(socket: Socket): Promise<void> {
    const server = shared ?? (await openServer())
    let giveBack: (() => void) | null = null
    let answering = (_chunk: Buffer): void => undefined
    const hearServer = (chunk: Buffer) => answering(chunk)

    async function take(): Promise<void> {
      const before = turn
      let release = (): void => undefined
      turn = new Promise((resolve) => {
        release = resolve
      })
      if (shared !== null) await before
      server.stream.on('data', hearServer)
      giveBack = () => {
        server.stream.off('data', hearServer)
        giveBack = null
        release()
      }
    }

    let queue = Promise.resolve()
    let head: Buffer | null = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      queue = queue.then(async () => {
        if (head !== null) {
          head = Buffer.concat([head, chunk])
          if (head.length < 4 || head.length < head.readInt32BE(0)) return
          const unknown = readParameters(head).find((name) => !KNOWN_PARAMETERS.includes(name))
          head = null
          if (unknown !== undefined) {
            socket.end(errorOf(`unsupported startup parameter: ${unknown}`))
            return
          }
          socket.write(Buffer.concat([AUTHENTICATED, READY]))
          return
        }
        // `X`: the client goes, the server stays.
        if (chunk[0] === 0x58) {
          socket.end()
          return
        }
        if (giveBack === null) await take()
        let tail = Buffer.alloc(0)
        answering = (answer) => {
          socket.write(answer)
          tail = Buffer.concat([tail, answer]).subarray(-READY.length)
          // Ready for the next, and outside of a transaction.
          if (shared !== null && tail.equals(READY)) giveBack?.()
        }
        server.stream.write(chunk)
      })
    })
    socket.on('close', () => giveBack?.())
  }

  const listener = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.pause()
    serve(socket).then(
      () => socket.resume(),
      () => socket.destroy(),
    )
  })
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  return {
    port: (listener.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => listener.close(() => resolve()))
      for (const socket of sockets) socket.destroy()
      for (const { stream } of servers) stream.destroy()
      await closed
    },
  }
}

function readParameters(startup: Buffer): string[] {
  const words = startup.subarray(8, -1).toString().split('\0')
  return words.filter((word, index) => index % 2 === 0 && word !== '')
}

function errorOf(message: string): Buffer {
  const fields = Buffer.from(`SFATAL\0C08P01\0M${message}\0\0`)
  const head = Buffer.alloc(5)
  head.write('E')
  head.writeInt32BE(fields.length + 4, 1)
  return Buffer.concat([head, fields])
}
