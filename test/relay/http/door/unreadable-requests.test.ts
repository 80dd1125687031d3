import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, it } from 'vitest'
import { answerUnreadable } from '../../../../relay/http/door/unreadable-requests.ts'
import { openRaw, statusOf } from '../../support/raw-socket.ts'

it('whoever asks for a tunnel and breaks off ends nothing: an error that nobody hears ends the process', async () => {
  const server = createServer()
  answerUnreadable(server)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { socket, ended } = await openRaw((server.address() as AddressInfo).port)
  socket.write('CONNECT elsewhere.example:443 HTTP/1.1\r\nHost: x\r\n\r\n')
  const [, ours] = (await once(server, 'connect')) as [IncomingMessage, Duplex]
  expect(() => ours.emit('error', new Error('reset'))).not.toThrow()
  expect(statusOf(await ended)).toBe(405)
  server.close()
})
