import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '#src/app/app.ts'
import { sessionMember } from '#src/app/join-room.ts'
import type { Config } from '#src/config.ts'
import type { Language, MemberRow } from '#src/storage/members.ts'
import { pathOf, preferred } from './negotiate.ts'
import type { PageContext } from './page-context.ts'

type Settings = Pick<Config, 'publicUrl' | 'language'>

/** The reader's language: asked for in the address, chosen before, the browser's, or the service's. */
export function languageOf(request: FastifyRequest, settings: Settings): Language {
  return (
    asLanguage(queryOf(request, 'lang')) ??
    asLanguage(request.cookies[cookieName('language', settings)]) ??
    browserLanguage(request.headers['accept-language']) ??
    settings.language
  )
}

/** The first of our languages that a browser asks for. */
export function browserLanguage(accepted: string | undefined): Language | undefined {
  if (!accepted) return undefined
  return preferred(accepted.replaceAll(/([a-z]{2})-[a-z0-9-]+/gi, '$1'), ['fr', 'en'])
}

/** Who is signed in. Read from the database at each request: a role may have changed. */
export function memberOf(
  app: App,
  request: FastifyRequest,
  settings: Settings,
): Promise<MemberRow | undefined> {
  return sessionMember(app, sessionToken(request, settings))
}

export function sessionToken({ cookies }: FastifyRequest, settings: Settings): string | undefined {
  const token = cookies[cookieName('session', settings)]
  return token !== undefined && /^[\w-]{43}$/.test(token) ? token : undefined
}

/** What a page needs to know; `path` is where the page lives, when that is not what was asked. */
export async function readerOf(
  app: App,
  {
    request,
    reply,
    settings,
    path,
  }: {
    readonly request: FastifyRequest
    readonly reply: FastifyReply
    readonly settings: Settings
    readonly path?: string | undefined
  },
): Promise<PageContext> {
  const language = languageOf(request, settings)
  if (queryOf(request, 'lang') === language) setCookie(reply, settings, 'language', language)
  const member = await memberOf(app, request, settings)
  return {
    language,
    path: path ?? withoutLanguage(request.url),
    baseUrl: app.baseUrl,
    member,
    roomCode: member && roomCode(request, settings),
    now: app.now(),
  }
}

/** A reader of whom nothing is looked up: for errors, which may come from anywhere. */
export function strangerOf(app: App, request: FastifyRequest, settings: Settings): PageContext {
  const language = languageOf(request, settings)
  return {
    language,
    path: '/',
    baseUrl: app.baseUrl,
    member: undefined,
    roomCode: undefined,
    now: app.now(),
  }
}

export type CookieName = 'session' | 'language' | 'room' | 'said'

const lifetimes: Record<CookieName, number> = {
  session: 30 * 24 * 3600,
  language: 365 * 24 * 3600,
  room: 30 * 24 * 3600,
  said: 60,
}

export function setCookie(
  reply: FastifyReply,
  settings: Settings,
  name: CookieName,
  value: string,
): void {
  reply.setCookie(cookieName(name, settings), value, {
    ...cookieOptions(settings),
    maxAge: lifetimes[name],
  })
}

export function clearCookie(reply: FastifyReply, settings: Settings, name: CookieName): void {
  reply.clearCookie(cookieName(name, settings), cookieOptions(settings))
}

// A browser keeps `__Host-` and Secure cookies on https only, and many classrooms have http.
export function cookieName(name: CookieName, { publicUrl }: Pick<Config, 'publicUrl'>): string {
  return isHttps(publicUrl) ? `__Host-cordee-${name}` : `cordee-${name}`
}

export function isHttps(url: string | undefined): boolean {
  return url?.startsWith('https:') === true
}

/** One value of the query; of several, none. */
export function queryOf({ query }: FastifyRequest, name: string): string | undefined {
  if (typeof query !== 'object' || query === null) return undefined
  const value: unknown = Object.getOwnPropertyDescriptor(query, name)?.value
  return typeof value === 'string' ? value : undefined
}

function cookieOptions({ publicUrl }: Settings) {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isHttps(publicUrl) } as const
}

function roomCode({ cookies }: FastifyRequest, settings: Settings): string | undefined {
  const code = cookies[cookieName('room', settings)]
  return code !== undefined && /^[A-Z0-9]{3}-[A-Z0-9]{3}$/.test(code) ? code : undefined
}

function asLanguage(text: string | undefined): Language | undefined {
  return text === 'fr' || text === 'en' ? text : undefined
}

function withoutLanguage(url: string): string {
  const path = pathOf(url)
  const query = new URLSearchParams(url.slice(path.length))
  query.delete('lang')
  return query.size === 0 ? path : `${path}?${query.toString()}`
}
