import type { FastifyRequest } from 'fastify'
import { sendsJson } from './negotiate.ts'
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

function isOurs(request: FastifyRequest, own: string | undefined): boolean {
  const { method, headers } = request
  const upgrade = headers.upgrade?.toLowerCase() === 'websocket'
  if (safe.has(method) && !upgrade) return true
  const { origin } = headers
  if (upgrade && origin === undefined) return false
  // Browsers send it on https and on localhost, but not on a plain-http name of a local network.
  const site = headers['sec-fetch-site']
  if (site !== undefined) return site === 'same-origin' || site === 'none'
  if (origin !== undefined) return isOwn(origin, { own, host: headers.host })
  // A page's request says where it comes from; only very old browsers send forms that do not, and never JSON.
  return headers.cookie === undefined || sendsJson(request)
}

function isOwn(
  origin: string,
  { own, host }: { readonly own: string | undefined; readonly host: string | undefined },
): boolean {
  const from = URL.parse(origin)
  if (!from) return false
  // Parsed alike, since either may name its scheme's own port.
  return from.host === own || from.host === hostOf(host && `${from.protocol}//${host}`)
}

function hostOf(url: string | undefined): string | undefined {
  return url === undefined ? undefined : URL.parse(url)?.host
}
