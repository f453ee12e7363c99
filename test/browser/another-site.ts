import { createServer } from 'node:http'
import type { Test } from 'tap'

/** A page of somebody else's site, under a name of the local network. */
export async function anotherSite(t: Test, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html; charset=utf-8')
    response.end(`<!doctype html><title>Elsewhere</title>${body}`)
  })
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  return `http://other.lan:${typeof address === 'object' ? address?.port : ''}/`
}
