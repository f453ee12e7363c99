import { App, type Receiver } from '@slack/bolt'
import type { FastifyInstance } from 'fastify'
import type { Log } from '#src/chat/adapting/log.ts'
import { UnderWay } from '#src/chat/adapting/under-way.ts'
import type { ChatBook } from '#src/chat/chat-book.ts'
import type {
  ChatAdapter,
  Inbox,
  Language,
  Member,
  Posting,
  Ref,
  Said,
  Source,
} from '#src/chat/contract.ts'
import { ChatFailure } from '#src/chat/contract.ts'
import { InstallDoor } from './admission/install.ts'
import { InstalledTokens } from './admission/installed-tokens.ts'
import type { Desk } from './listen/desk.ts'
import { listen } from './listen/listen.ts'
import { OwnToken } from './admission/own-token.ts'
import { type Pages, plainPages } from './admission/pages.ts'
import { Channels } from './people/channels.ts'
import { People } from './people/people.ts'
import { quietLogger } from './doors/quiet-logger.ts'
import { SlackReceiver } from './doors/receiver.ts'
import { partsOf } from './refs.ts'
import { respondTo } from './respond.ts'
import { asFailure, chatFailure } from './send/chat-failure.ts'
import { downloadFile } from './send/download.ts'
import { publishHome } from './send/home.ts'
import { Pace } from './send/pace.ts'
import { Sender } from './send/sender.ts'
import { SlackApi } from './send/slack-api.ts'
import { troubleOf } from './send/slack-trouble.ts'
import { unfurl } from './send/unfurl.ts'
import { SocketLink } from './doors/socket-link.ts'
import { NotInstalled, type Tokens } from './admission/tokens.ts'

export type { Pages } from './admission/pages.ts'

/** What the environment says about Slack. */
export interface SlackConfig {
  /** With it Slack reaches the service over HTTP. */
  readonly signingSecret?: string | undefined
  /** One workspace. */
  readonly botToken?: string | undefined
  /** With it the service reaches Slack (Socket Mode). */
  readonly appToken?: string | undefined
  /** Many workspaces, each of which installs the app. */
  readonly clientId?: string | undefined
  readonly clientSecret?: string | undefined
  readonly apiUrl: string
}

export interface SlackParts {
  readonly config: SlackConfig
  readonly book: ChatBook
  readonly baseUrl: () => string
  readonly log: Log
  readonly now: () => number
  /** What is spoken where nothing else is known; French unless given. */
  readonly language?: Language
  /** How long an answer is waited for before Slack hears that it is coming; 1.2 s unless given. */
  readonly quickMs?: number
  /** How the pages of an installation are shown; absent: as plain text. */
  readonly pages?: Pages
}

/** Slack: one workspace by a token, or many that install the app; over HTTP, over sockets, or both. */
export class SlackAdapter implements ChatAdapter {
  readonly platform = 'slack'
  readonly #parts: SlackParts
  readonly #tokens: Tokens
  readonly #install: InstallDoor | undefined
  readonly #receiver: SlackReceiver | undefined
  readonly #socket: SocketLink | undefined
  readonly #underWay = new UnderWay()
  readonly #pace: Pace
  readonly #sender: Sender
  readonly #channels: Channels
  #inbox: Inbox | undefined

  constructor(parts: SlackParts) {
    const { config, book, baseUrl, log, now } = parts
    this.#parts = parts
    const { tokens, install } = admission(parts)
    this.#tokens = tokens
    this.#install = install
    const { signingSecret, appToken, apiUrl } = config
    if (signingSecret) this.#receiver = new SlackReceiver({ signingSecret, log, now })
    if (appToken) this.#socket = new SocketLink({ appToken, apiUrl, log })
    const api = new SlackApi({ apiUrl, tokens, log })
    this.#pace = new Pace({ now })
    const calling = { api, pace: this.#pace }
    const people = new People({ ...calling, roster: book.roster, now, tokens })
    this.#channels = new Channels({ ...calling, roster: book.roster, now, people, tokens, log })
    this.#sender = new Sender({ ...calling, book, baseUrl, log, now })
    listen(this.#bolt(), this.#desk({ api, people }))
  }

  /** Adds the routes: `/slack/events`, and those of installing. In a scope of their own, and before the server listens. */
  async plugin(server: FastifyInstance): Promise<void> {
    await server.register(async (scope) => this.#receiver?.routes(scope))
    await server.register(async (scope) => this.#install?.routes(scope))
  }

  /** Does not wait for Slack: the service is there without it, and says so (`status`). */
  async start(inbox: Inbox): Promise<void> {
    this.#inbox = inbox
    await Promise.all([this.#receiver?.start(), this.#socket?.start()])
  }

  hasten(): void {
    this.#pace.stop()
  }

  async stop(): Promise<void> {
    await Promise.all([this.#receiver?.stop(), this.#socket?.stop()])
    await this.#underWay.end()
    this.#pace.stop()
    this.#inbox = undefined
  }

  readonly status = (): { readonly ok: boolean; readonly detail: string } => {
    const { problem } = this.#tokens
    const socket = this.#socket?.status
    if (socket && !socket.ok) return socket
    return { ok: problem === undefined, detail: problem ?? socket?.detail ?? 'HTTP' }
  }

  post(channel: Ref, said: Said, posting: Posting): Promise<Ref> {
    return this.#heeding(channel, () => this.#sender.post(channel, said, posting))
  }

  update(message: Ref, said: Said): Promise<void> {
    return this.#heeding(message, () => this.#sender.update(message, said))
  }

  tell(member: Ref, channel: Ref, said: Said, posting: Posting): Promise<Ref> {
    const telling = { ...posting, beside: channel }
    return this.#heeding(member, () => this.#sender.tell(member, said, telling))
  }

  members(channel: Ref): Promise<readonly Member[]> {
    return this.#channels.members(channel)
  }

  async turn(channel: Ref): Promise<undefined> {
    await this.#heeding(channel, () => this.#sender.turn(channel))
  }

  sources(channel: Ref): Promise<readonly Source[]> {
    return this.#heeding(channel, () => asFailure('channel', () => this.#channels.sources(channel)))
  }

  // A workspace that took its token back has let the service go, even where its event was lost.
  async #heeding<Done>(ref: Ref, work: () => Promise<Done>): Promise<Done> {
    try {
      await this.#admit(partsOf(ref).team)
      return await work()
    } catch (failure) {
      if (failure instanceof ChatFailure && failure.trouble === 'chat-disconnected')
        await this.#tokens.doubt(partsOf(ref).team).catch(() => undefined)
      throw failure
    }
  }

  // The service knows a workspace of its own token by having asked Slack about it.
  async #admit(team: string): Promise<void> {
    try {
      await this.#tokens.tokenFor(team)
    } catch (failure) {
      throw chatFailure(troubleOf('auth.test', failure), 'channel')
    }
  }

  #bolt(): App {
    const receivers = [this.#receiver, this.#socket].filter((one) => one !== undefined)
    return new App({
      receiver: together(receivers),
      // Given a token, Bolt would ask Slack about it at once, and end the process where Slack cannot be reached.
      authorize: async () => ({}),
      convoStore: false,
      ignoreSelf: false,
      logger: quietLogger,
      clientOptions: { slackApiUrl: this.#parts.config.apiUrl },
    })
  }

  #desk({ api, people }: { readonly api: SlackApi; readonly people: People }): Desk {
    const { config, book, baseUrl, log, now, language = 'fr', quickMs = 1200 } = this.#parts
    const { apiUrl } = config
    const calling = { api, pace: this.#pace }
    return {
      inbox: () => {
        if (!this.#inbox) throw new Error('The adapter has not started, or has stopped.')
        return this.#inbox
      },
      book,
      api,
      tokens: this.#tokens,
      people,
      channels: this.#channels,
      respond: (url, body) => respondTo(url, body, { apiUrl }),
      whisper: (member, channel, message, language) =>
        this.#sender.ephemeral(member, channel, message, language),
      download: (team, file, maxBytes) =>
        downloadFile({ tokens: this.#tokens, apiUrl }, { team, ...file, maxBytes }),
      publishHome: (member, message, language) => {
        const { team, id: user } = partsOf(member)
        return publishHome(calling, { team, user, message, language })
      },
      unfurl: (team, event, language) =>
        unfurl({ ...calling, showcase: book.showcase, baseUrl }, { team, event, language }),
      adopt: (member, message, metadata) => this.#sender.adopt(member, message, metadata),
      language,
      installAddress: () => this.#install && `${baseUrl()}/slack/install`,
      underWay: this.#underWay,
      log,
      now,
      quickMs,
    }
  }
}

/** By whose leave the service is in a workspace, and the door through which more of them come. */
function admission({ config, book, baseUrl, log, now, pages = plainPages }: SlackParts): {
  readonly tokens: Tokens
  readonly install: InstallDoor | undefined
} {
  const { apiUrl, botToken, clientId, clientSecret } = config
  const { roster, installations, states } = book
  if (botToken)
    return { tokens: new OwnToken({ apiUrl, botToken, roster, log }), install: undefined }
  if (!clientId || !clientSecret) return { tokens: nobody, install: undefined }
  const app = { apiUrl, clientId, clientSecret, roster, log, now }
  const tokens = new InstalledTokens({ ...app, installations })
  return { tokens, install: new InstallDoor({ ...app, baseUrl, states, tokens, pages }) }
}

const nobody: Tokens = {
  tokenFor: async (team) => {
    throw new NotInstalled(team)
  },
  forget: async () => undefined,
  doubt: async () => undefined,
  problem: 'Set SLACK_BOT_TOKEN, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET.',
}

/** The same listeners for every way in. */
function together(receivers: readonly Receiver[]): Receiver {
  return {
    init: (app) => receivers.forEach((receiver) => receiver.init(app)),
    start: () => Promise.all(receivers.map((receiver) => receiver.start())),
    stop: () => Promise.all(receivers.map((receiver) => receiver.stop())),
  }
}
