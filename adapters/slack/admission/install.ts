import { InstallProvider, type Installation, InvalidStateError } from '@slack/oauth'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '#src/chat/adapting/log.ts'
import type { OneTimeStates, Roster } from '#src/chat/chat-book.ts'
import { words } from '#src/chat/words.ts'
import type { Language } from '#src/chat/contract.ts'
import { clientOptions, slackError } from './bare-client.ts'
import { botOf } from './installed-secret.ts'
import type { InstalledTokens } from './installed-tokens.ts'
import { meetInstaller } from './meet-installer.ts'
import type { Page, Pages } from './pages.ts'
import { quietLogger } from '../doors/quiet-logger.ts'
import { teamRef } from '../refs.ts'
import { botScopes, optionalScopes } from './scopes.ts'

/** The two addresses by which a workspace lets the service in: `/slack/install`, and where Slack sends its people back. */
export class InstallDoor {
  readonly #options: InstallOptions
  readonly #provider: InstallProvider
  #warnedAt = -Infinity

  constructor(options: InstallOptions) {
    this.#options = options
    const { apiUrl, clientId, clientSecret } = options
    this.#provider = new InstallProvider({
      clientId,
      clientSecret,
      stateStore: {
        generateStateParam: () => options.states.give(purpose),
        verifyStateParam: (_now, state) => this.#takeBack(state),
      },
      logger: quietLogger,
      clientOptions: clientOptions(apiUrl),
      authorizationUrl: new URL('/oauth/v2/authorize', apiUrl).href,
    })
  }

  routes(scope: FastifyInstance): void {
    scope.get('/slack/install', { config: limited }, (_request, reply) => this.#begin(reply))
    scope.get('/slack/oauth_redirect', { config: limited }, (request, reply) =>
      this.#end(request, reply),
    )
  }

  async #begin(reply: FastifyReply): Promise<FastifyReply> {
    const state = await this.#options.states.give(purpose)
    const url = await this.#provider.generateInstallUrl(this.#asked(), true, state)
    return reply
      .header('set-cookie', `${cookieName}=${state}; Secure; HttpOnly; Path=/; Max-Age=600`)
      .header('cache-control', 'no-store')
      .redirect(url)
  }

  #asked() {
    return {
      scopes: [...botScopes, ...optionalScopes],
      redirectUri: `${this.#options.baseUrl()}/slack/oauth_redirect`,
    }
  }

  async #end(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const { pages } = this.#options
    const language = pages.languageOf(request)
    const ended = await this.#callback(request, reply, language)
    // The provider writes on Node's own answer, Fastify on its own.
    const cookie = reply.raw.getHeader('set-cookie')
    reply.raw.removeHeader('set-cookie')
    if (cookie !== undefined) reply.header('set-cookie', cookie)
    reply.header('cache-control', 'no-store')
    await pages.send(reply, ended)
    return reply
  }

  // The cookie ties it to the browser in which it began.
  async #takeBack(state: string) {
    const about = await this.#options.states.take(state)
    if (about !== purpose) throw new InvalidStateError('unknown, used or expired state')
    return this.#asked()
  }

  async #callback(request: FastifyRequest, reply: FastifyReply, language: Language): Promise<Page> {
    const { installed, installFailed } = words(language)
    let ended: Page = { ...installFailed, status: 502 }
    await this.#provider.handleCallback(request.raw, reply.raw, {
      afterInstallation: async (installation) => {
        const name = await this.#keep(installation, language)
        if (name !== undefined)
          ended = { title: installed.title, text: installed.text(name), status: 200 }
        // Nothing is left to the provider: it keeps installations in memory.
        return false
      },
      failure: (error) => {
        this.#note({ code: error.code, error: slackError(error) })
        ended = failed(error.code, language)
      },
    })
    return ended
  }

  // Anybody can come back with nonsense: one line a minute tells of it.
  #note(facts: object): void {
    const now = this.#options.now()
    if (now - this.#warnedAt < minuteMs) return
    this.#warnedAt = now
    this.#options.log.warn(facts, 'a Slack installation was not completed')
  }

  /** The name of what it was installed in; undefined: Slack gave no token for a bot. */
  async #keep(installation: Installation, language: Language): Promise<string | undefined> {
    const { tokens, roster, now } = this.#options
    const bot = botOf(installation, now())
    const where = installation.isEnterpriseInstall ? installation.enterprise : installation.team
    if (!bot || !where) return undefined
    const ref = teamRef(where.id)
    const name = where.name ?? where.id
    const isFirst = !(await roster.knows(ref))
    await roster.connect({ ref, name, language, own: false })
    await tokens.keep({ ref, name, bot })
    if (installation.isEnterpriseInstall) return name
    const { id: user } = installation.user
    await meetInstaller(this.#options, { team: where.id, user, bot, isFirst })
    return name
  }
}

export interface InstallOptions {
  readonly apiUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly baseUrl: () => string
  readonly states: OneTimeStates
  readonly roster: Pick<Roster, 'connect' | 'knows' | 'meet'>
  readonly tokens: Pick<InstalledTokens, 'keep'>
  readonly pages: Pages
  readonly log: Log
  readonly now: () => number
}

const minuteMs = 60_000

// From one address; each beginning writes a state. Counted where the server counts at all.
const limited = { rateLimit: { max: 30, timeWindow: minuteMs } }

const cookieName = 'slack-app-oauth-state'

const purpose = 'slack-install'

// Codes of @slack/oauth.
const gone = new Set([
  'slack_oauth_invalid_state',
  'slack_oauth_missing_state',
  'slack_oauth_missing_code',
])

function failed(code: string, language: Language): Page {
  const { installCancelled, installExpired, installFailed } = words(language)
  if (code === 'slack_oauth_installer_authorization_error')
    return { ...installCancelled, status: 200 }
  if (gone.has(code)) return { ...installExpired, status: 400 }
  return { ...installFailed, status: code === 'slack_webapi_platform_error' ? 400 : 502 }
}
