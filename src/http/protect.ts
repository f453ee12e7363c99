import cookie from '@fastify/cookie'
import helmet from '@fastify/helmet'
import rateLimit from '@fastify/rate-limit'
import underPressure from '@fastify/under-pressure'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Config } from '#src/config.ts'
import { guard } from './guard.ts'
import { HttpProblem } from './problem.ts'
import { isHttps } from './reader.ts'

/** Headers, cookies, the guard against other sites, and what happens when it is all too much. */
export async function protect(server: FastifyInstance, { publicUrl }: Config): Promise<void> {
  await server.register(helmet, headers(isHttps(publicUrl)))
  server.addHook('onRequest', (request, reply, done) => {
    if (!isIndexed(request)) reply.header('x-robots-tag', 'noindex')
    done()
  })
  await server.register(cookie)
  server.addHook('onRequest', guard({ publicUrl }))
  await server.register(rateLimit, { global: false })
  await server.register(underPressure, {
    maxEventLoopDelay: 3000,
    retryAfter: 5,
    pressureHandler: (request) => {
      if (request.routeOptions.url === '/healthz') return
      throw new HttpProblem(503, 'unavailable', { headers: { 'retry-after': '5' } })
    },
  })
}

function headers(https: boolean) {
  return {
    // On http, both would keep a classroom's browsers from loading anything.
    strictTransportSecurity: https ? { maxAge: 31_536_000 } : false,
    // With helmet's own `no-referrer`, browsers send `Origin: null` from our forms.
    referrerPolicy: { policy: 'same-origin' },
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'"],
        scriptSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        ...(https ? { upgradeInsecureRequests: [] } : {}),
      },
    },
  } as const
}

const indexed = new Set(['/', '/verify', '/assets/*', '/robots.txt'])

function isIndexed({ routeOptions }: FastifyRequest): boolean {
  return indexed.has(routeOptions.url ?? '')
}
