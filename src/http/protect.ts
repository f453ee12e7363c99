import cookie from '@fastify/cookie'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '#src/config.ts'
import { guard } from './guard.ts'
import { HttpProblem } from './problem.ts'
import { isHttps } from './reader.ts'

/** Headers, cookies, the guard against other sites, and what happens when it is all too much. */
export async function protect(server: FastifyInstance, { publicUrl }: Config): Promise<void> {
  const always = headersFor(isHttps(publicUrl))
  server.addHook('onRequest', (request, reply, done) => {
    reply.headers(always)
    if (!isIndexed(request)) reply.header('x-robots-tag', 'noindex')
    done()
  })
  await server.register(cookie)
  server.addHook('onRequest', guard({ publicUrl }))
  server.addHook('onRequest', (request, _reply, done) => {
    const upgradesAPage = request.ws && request.routeOptions.url?.endsWith('/live') !== true
    done(upgradesAPage ? new HttpProblem(404, 'not-found') : undefined)
  })
  await server.register(rateLimit, { global: false })
  await server.register(underPressure, {
    maxEventLoopDelay: 5000,
    pressureHandler: (request) => {
      if (unrefused.has(request.routeOptions.url ?? '')) return
      throw new HttpProblem(503, 'unavailable', { headers: { 'retry-after': '5' } })
    },
  })
}

// A ballot had better be counted late than turned away, and a page without its style is no page.
const unrefused = new Set(['/rooms/:code/interactions', '/slack/events', '/healthz', '/assets/*'])

/** The same for every answer, hence written once: a middleware would write them again for each ballot. */
function headersFor(https: boolean): Readonly<Record<string, string>> {
  const policy = [
    "default-src 'none'",
    "img-src 'self' data:",
    "style-src 'self'",
    "script-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  const common = {
    // `no-referrer` would make browsers send `Origin: null` from our own forms.
    'referrer-policy': 'same-origin',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-permitted-cross-domain-policies': 'none',
    'cross-origin-resource-policy': 'same-origin',
  }
  // On plain http these would keep a classroom's browsers from loading anything, or fill their console.
  if (!https) return { ...common, 'content-security-policy': policy.join(';') }
  return {
    ...common,
    'content-security-policy': [...policy, 'upgrade-insecure-requests'].join(';'),
    'strict-transport-security': 'max-age=31536000',
    'cross-origin-opener-policy': 'same-origin',
    'origin-agent-cluster': '?1',
  }
}

const indexed = new Set(['/', '/verify', '/assets/*', '/robots.txt'])

function isIndexed({ routeOptions }: FastifyRequest): boolean {
  return indexed.has(routeOptions.url ?? '')
}
