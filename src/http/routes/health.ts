import type { FastifyInstance } from 'fastify'
import { sendJson } from './send.ts'
import type { Readiness, Web } from './web.ts'

/** For whatever watches over the service: is the process alive, and can it do its work. */
export function healthRoutes(server: FastifyInstance, { ready }: Pick<Web, 'ready'>): void {
  server.get('/healthz', (_, reply) => sendJson(reply, { ok: true }))

  server.get('/readyz', async (_, reply) => {
    const parts = await ready().catch((): readonly Readiness[] => [{ name: 'service', ok: false }])
    // A chat platform that is away keeps nobody out of the room.
    const ok = parts.every((part) => part.ok || part.required === false)
    if (!ok) reply.header('retry-after', '5')
    return sendJson(reply, { ok, parts }, ok ? 200 : 503)
  })
}
