import type { FastifyInstance, HTTPMethods } from 'fastify'
import { HttpProblem } from '../problem.ts'

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

/**
 * Remembers the routes added from here on. Call what it answers once they are all there: their paths then answer 405
 * to other methods, with the methods that they take.
 */
export function rememberRoutes(server: FastifyInstance): () => void {
  const known = new Map<string, Set<string>>()
  let done = false
  server.addHook('onRoute', ({ url, method }) => {
    if (done) return
    const taken = known.get(url) ?? new Set()
    for (const one of Array.isArray(method) ? method : [method]) taken.add(one)
    known.set(url, taken)
  })
  return () => {
    done = true
    for (const [url, taken] of known) refuseOthers(server, url, taken)
  }
}

function refuseOthers(server: FastifyInstance, url: string, taken: ReadonlySet<string>): void {
  const allow = [...methods.filter((method) => taken.has(method)), 'OPTIONS'].join(', ')
  const others: HTTPMethods[] = methods.filter(
    (method) => !taken.has(method) && method !== 'OPTIONS',
  )
  server.options(url, (_, reply) =>
    reply
      .code(204)
      .headers({ allow, ...preflight(url) })
      .send(),
  )
  if (others.length === 0) return
  server.route({
    url,
    method: others,
    onRequest: (_request, _reply, done) => {
      done(new HttpProblem(405, 'method-not-allowed', { headers: { allow } }))
    },
    handler: () => undefined,
  })
}

const open =
  /^\/(?:awards|achievements|issuers|groups|records|endorsements|status|ob2|\.well-known)\//

// Other sites may read public documents, whatever headers they ask with.
function preflight(url: string): Readonly<Record<string, string>> {
  if (!open.test(url)) return {}
  return {
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'GET, HEAD',
    'access-control-allow-headers': '*',
  }
}
