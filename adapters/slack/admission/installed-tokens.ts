import { z } from 'zod'
import type { Log } from '#src/chat/adapting/log.ts'
import type { Installation, Installations, Roster } from '#src/chat/chat-book.ts'
import type { Ref } from '#src/chat/contract.ts'
import { bareClient, letsIn, lostToken, ownerOf, slackError } from './bare-client.ts'
import { type InstalledBot, type InstalledSecret, readSecret } from './installed-secret.ts'
import { teamRef } from '../refs.ts'
import { type BotToken, NotInstalled, type Tokens } from './tokens.ts'

/** Many workspaces: each with the token that its installation gave, renewed in time where tokens rotate. */
export class InstalledTokens implements Tokens {
  readonly #options: InstalledTokensOptions
  readonly #known = new Map<Ref, Known>()
  readonly #renewals = new Map<Ref, Promise<InstalledBot>>()
  readonly #failedAt = new Map<Ref, number>()
  readonly #adoptions = new Map<Ref, { readonly isOurs: Promise<boolean>; readonly at: number }>()

  constructor(options: InstalledTokensOptions) {
    this.#options = options
  }

  get problem(): string | undefined {
    if (this.#failedAt.size === 0) return undefined
    return `The token of ${this.#failedAt.size} workspace(s) could not be renewed.`
  }

  async tokenFor(team: string, enterprise?: string): Promise<BotToken> {
    const found = await this.#find(team, enterprise)
    if (!found) throw new NotInstalled(team)
    const { token, botUserId, botId, appId, scopes, ...bot } = await this.#inTime(found)
    const ofOrganisation = bot.enterprise ?? found.organisation
    return { token, botUserId, botId, appId, scopes, enterprise: ofOrganisation }
  }

  /** A workspace, or a whole organisation, has just let the service in. */
  async keep({ ref, name, bot }: Found & { readonly name: string }): Promise<void> {
    await this.#options.installations.keep({ ref, name, secret: JSON.stringify(bot) })
    this.#failedAt.delete(ref)
    this.#remember(ref, bot)
  }

  async forget(team: string, at?: number): Promise<void> {
    const ref = teamRef(team)
    this.#known.delete(ref)
    const secret = await this.#read(ref)
    // Events are late at times: one from before a new installation is not about it.
    if (at !== undefined && secret?.kind === 'bot' && secret.installedAt > at) return
    await this.#drop(ref)
  }

  async doubt(team: string): Promise<void> {
    const ref = teamRef(team)
    // What other nodes renewed meanwhile is read again.
    this.#known.delete(ref)
    const found = await this.#find(team)
    if (!found) return
    try {
      const { scopes } = await ownerOf(this.#options.apiUrl, found.bot.token)
      // Installed again from Slack's own pages, an app has other rights by the same token.
      if (scopes.length > 0) this.#remember(found.ref, { ...found.bot, scopes: [...scopes] })
    } catch (failure) {
      const error = slackError(failure)
      if (error === 'token_expired') await this.#renewAlone(found.ref, found.bot, 'now')
      if (error !== undefined && lostToken.has(error)) await this.#drop(found.ref)
    }
  }

  async #drop(ref: Ref): Promise<void> {
    await this.#options.installations.forget(ref)
    this.#known.delete(ref)
    this.#failedAt.delete(ref)
    this.#options.log.warn({ workspace: ref }, 'a Slack workspace let the service go')
  }

  async #find(team: string, enterprise?: string): Promise<Found | undefined> {
    const ref = teamRef(team)
    const own = await this.#read(ref)
    if (own?.kind === 'bot') return { ref, bot: own }
    const organisation = own?.enterprise ?? enterprise
    if (organisation === undefined) return undefined
    const above = teamRef(organisation)
    const bot = await this.#read(above)
    if (bot?.kind !== 'bot') return undefined
    if (!own && above !== ref && !(await this.#adoptOnce({ ref, team, organisation, bot })))
      return undefined
    return { ref: above, bot, organisation }
  }

  /** Whether the organisation's token is good for a workspace that says it is of it: Slack is asked once. */
  #adoptOnce(stray: Stray): Promise<boolean> {
    const { ref } = stray
    const { now } = this.#options
    const asked = this.#adoptions.get(ref)
    if (asked && now() - asked.at < knownForMs) return asked.isOurs
    const isOurs = this.#adoptIfOurs(stray)
    if (this.#adoptions.size >= mostKnown) this.#adoptions.clear()
    this.#adoptions.set(ref, { isOurs, at: now() })
    isOurs.catch(() => this.#adoptions.delete(ref))
    return isOurs
  }

  async #adoptIfOurs({ ref, team, organisation, bot }: Stray): Promise<boolean> {
    const { token } = await this.#inTime({ ref: teamRef(organisation), bot })
    if (!(await letsIn(this.#options.apiUrl, token, team))) return false
    await this.#adopt(ref, organisation)
    return true
  }

  // Later calls know the workspace only, as those of the outbox do.
  async #adopt(ref: Ref, enterprise: string): Promise<void> {
    const { installations, roster } = this.#options
    const organisation = await installations.find(teamRef(enterprise))
    const name = organisation?.name ?? ref
    await roster.connect({ ref, name, language: undefined, own: false })
    const secret: InstalledSecret = { kind: 'of-organisation', enterprise }
    await installations.keep({ ref, name, secret: JSON.stringify(secret) })
    this.#known.delete(ref)
  }

  async #read(ref: Ref): Promise<InstalledSecret | undefined> {
    const known = this.#known.get(ref)
    if (known && this.#options.now() - known.readAt < knownForMs) return known.secret
    const installation = await this.#options.installations.find(ref)
    if (!installation) return undefined
    return this.#remember(ref, readSecret(installation.secret))
  }

  #remember<Secret extends InstalledSecret>(ref: Ref, secret: Secret): Secret {
    const [oldest] = this.#known.keys()
    if (oldest !== undefined && this.#known.size >= mostKnown) this.#known.delete(oldest)
    this.#known.set(ref, { secret, readAt: this.#options.now() })
    return secret
  }

  async #inTime({ ref, bot }: Found): Promise<InstalledBot> {
    if (!this.#isDue(bot)) return bot
    if (this.#options.now() - (this.#failedAt.get(ref) ?? -Infinity) < pauseMs) return bot
    const renewal = this.#renewals.get(ref) ?? this.#renewAlone(ref, bot)
    this.#renewals.set(ref, renewal)
    try {
      return await renewal
    } finally {
      this.#renewals.delete(ref)
    }
  }

  #isDue({ refreshToken, expiresAt }: InstalledBot): boolean {
    if (refreshToken === undefined || expiresAt === undefined) return false
    return expiresAt - this.#options.now() < renewBeforeMs
  }

  // Two renewals with one refresh token would leave one of the two with a token that is good for nothing.
  async #renewAlone(ref: Ref, old: InstalledBot, when?: 'now'): Promise<InstalledBot> {
    const { installations, log, now } = this.#options
    try {
      return await installations.alone(`slack-token ${ref}`, async () => {
        const latest = await installations.find(ref)
        if (!latest) return old
        const bot = readSecret(latest.secret)
        if (bot.kind !== 'bot') return old
        const isOld = when === 'now' && bot.token === old.token && bot.refreshToken !== undefined
        if (!isOld && !this.#isDue(bot)) return this.#remember(ref, bot)
        return await this.#renew(latest, bot)
      })
    } catch (failure) {
      // The old token may still be good for a while, and the next call tries again.
      this.#failedAt.set(ref, now())
      log.warn({ workspace: ref, error: slackError(failure) }, 'a Slack token could not be renewed')
      return old
    }
  }

  async #renew(latest: Installation, bot: InstalledBot): Promise<InstalledBot> {
    const { apiUrl, clientId, clientSecret, installations, now } = this.#options
    const answer = renewalSchema.parse(
      await bareClient(apiUrl).oauth.v2.access({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'refresh_token',
        refresh_token: bot.refreshToken ?? '',
      }),
    )
    const renewed: InstalledBot = {
      ...bot,
      token: answer.access_token,
      refreshToken: answer.refresh_token,
      expiresAt: now() + answer.expires_in * 1000,
      scopes: answer.scope?.split(',') ?? bot.scopes,
    }
    await installations.keep({ ...latest, secret: JSON.stringify(renewed) })
    this.#failedAt.delete(latest.ref)
    return this.#remember(latest.ref, renewed)
  }
}

export interface InstalledTokensOptions {
  readonly apiUrl: string
  readonly clientId: string
  readonly clientSecret: string
  readonly installations: Installations
  readonly roster: Pick<Roster, 'connect'>
  readonly log: Log
  readonly now: () => number
}

interface Known {
  readonly secret: InstalledSecret
  readonly readAt: number
}

/** A workspace that is said to be of an organisation. */
interface Stray {
  readonly ref: Ref
  readonly team: string
  readonly organisation: string
  readonly bot: InstalledBot
}

interface Found {
  readonly ref: Ref
  readonly bot: InstalledBot
  /** The whole organisation that let the service in. */
  readonly organisation?: string
}

const renewalSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  expires_in: z.number(),
  scope: z.string().optional(),
})

/** Another node may have renewed or forgotten it meanwhile. */
const knownForMs = 60_000
const mostKnown = 1000
/** Tokens last twelve hours. */
const renewBeforeMs = 2 * 3_600_000
const pauseMs = 10_000
