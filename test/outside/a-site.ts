import { once } from 'node:events'
import { createServer as createHttp, type RequestListener } from 'node:http'
import { createServer as createHttps } from 'node:https'
import type { Socket } from 'node:net'
import type { Test } from 'tap'
import { certificate } from './a-certificate.ts'

/** A web server of somebody else, on loopback until the test ends. */
export interface Site {
  readonly port: number
  /** `http://127.0.0.1:PORT`, or by https the name of its certificate. */
  readonly origin: string
  /** Paths asked for so far. */
  readonly asked: string[]
  /** Connections opened so far, whether or not anything was asked. */
  readonly connections: () => number
}

export async function aSite(
  t: Pick<Test, 'teardown'>,
  listener: RequestListener,
  { secure = false, host = '127.0.0.1' } = {},
): Promise<Site> {
  const asked: string[] = []
  const open = new Set<Socket>()
  let connections = 0
  const server = secure ? createHttps(certificate) : createHttp()
  server.on('request', (request, response) => {
    asked.push(request.url ?? '')
    listener(request, response)
  })
  server.on('connection', (socket) => {
    connections += 1
    open.add(socket.on('error', () => undefined).on('close', () => open.delete(socket)))
  })
  server.listen(0, host)
  await once(server, 'listening')
  t.teardown(() => {
    for (const socket of open) socket.destroy()
    server.close()
  })
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  const origin = secure ? `https://badges.example:${port}` : `http://${host}:${port}`
  return { port, origin, asked, connections: () => connections }
}
