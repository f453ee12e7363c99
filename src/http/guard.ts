import type { FastifyRequest } from 'fastify'
import { HttpProblem } from './problem.ts'

/**
 * Refuses what another site's page makes a browser send: unsafe methods and websocket upgrades. Takes the place of
 * tokens in forms.
 */
export function guard({ publicUrl }: { readonly publicUrl: string | undefined }) {
  const own = hostOf(publicUrl)
  return (request: FastifyRequest, _reply: unknown, done: (error?: Error) => void): void => {
    done(isOurs(request, own) ? undefined : new HttpProblem(403, 'cross-site'))
  }
}

const safe = new Set(['GET', 'HEAD', 'OPTIONS'])

function isOurs({ method, headers }: FastifyRequest, own: string | undefined): boolean {
  const upgrade = headers.upgrade !== undefined
  if (safe.has(method) && !upgrade) return true
  const { origin } = headers
  if (upgrade && origin === undefined) return false
  // Browsers send it on https and on localhost, but not on a plain-http name of a local network.
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin !== undefined) return isOwn(origin, [own, headers.host?.toLowerCase()])
  // A page's request always says where it comes from: without that it is a program, which must not borrow a cookie.
  return headers.cookie === undefined
}

function isOwn(origin: string, own: readonly (string | undefined)[]): boolean {
  const host = hostOf(origin)
  return host !== undefined && own.includes(host)
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.host
}
