import type { Test } from 'tap'
import { z } from 'zod'
import { Delivery, type Target } from './delivery.ts'
import type { Fault } from './faults.ts'
import { FakeTeam } from './fake-team.ts'
import type { Limit } from './rate-limits.ts'
import { type Call, SlackServer } from './server.ts'
import type { SocketLinks } from './socket-links.ts'
import { type Team, World } from './world.ts'

export type { Ack } from './delivery.ts'
export type { FakeTeam } from './fake-team.ts'
export type { Person } from './person.ts'
export type { ShownMessage, ShownView } from './read.ts'

export interface FakeSlackOptions {
  /** What the app's tokens may do; all that its manifest asks for unless given. */
  readonly scopes?: readonly string[]
  /** Tokens last twelve hours and come with a refresh token. */
  readonly rotation?: boolean
  readonly now?: () => number
}

/** A Slack that speaks the wire on loopback until the test ends. */
export async function fakeSlack(
  t: Pick<Test, 'teardown'>,
  { scopes = usualScopes, rotation = false, now = Date.now }: FakeSlackOptions = {},
): Promise<FakeSlack> {
  const slack = new FakeSlack(new SlackServer(new World({ now, rotation, scopes })))
  await slack.server.listen()
  t.teardown(() => slack.server.close())
  return slack
}

/** What the manifest asks for, the optional history scopes left out. */
export const usualScopes: readonly string[] = [
  'commands',
  'chat:write',
  'im:write',
  'files:read',
  'files:write',
  'users:read',
  'users:read.email',
  'channels:read',
  'groups:read',
  'usergroups:read',
  'links:read',
  'links:write',
]

/** With these the app may look whether a message is there. */
export const historyScopes: readonly string[] = ['channels:history', 'groups:history', 'im:history']

export class FakeSlack {
  readonly server: SlackServer
  readonly #delivery: Delivery
  /** With which requests over HTTP are signed. */
  readonly signingSecret = 'signing-secret-of-the-fake'

  constructor(server: SlackServer) {
    this.server = server
    this.#delivery = new Delivery(server.sockets, server.world.now)
  }

  /** For SLACK_API_URL; ends with a slash. */
  get apiUrl(): string {
    return `${this.server.world.origin}/api/`
  }

  get origin(): string {
    return this.server.world.origin
  }

  get appToken(): string {
    return this.server.world.appToken
  }

  get clientId(): string {
    return this.server.world.clientId
  }

  get clientSecret(): string {
    return this.server.world.clientSecret
  }

  /** The connections of Socket Mode. While one is open everything goes through it. */
  get sockets(): SocketLinks {
    return this.server.sockets
  }

  get delivery(): Delivery {
    return this.#delivery
  }

  /** Makes a workspace in which the app is installed (`token`), or finds it. */
  team(
    id = 'T1',
    {
      name = 'Les Glaneurs',
      domain = id.toLowerCase(),
      enterpriseId,
    }: { readonly name?: string; readonly domain?: string; readonly enterpriseId?: string } = {},
  ): FakeTeam {
    const { world } = this.server
    const found = world.teams.get(id)
    if (found) return new FakeTeam(world, found, this.#delivery)
    const bot = { userId: `UBOT${id}`, botId: `B${id}` }
    const team: Team = {
      id,
      name,
      domain,
      enterpriseId,
      bot,
      users: new Map(),
      channels: new Map(),
      userGroups: new Map(),
      ephemerals: [],
      stacks: new Map(),
      homes: new Map(),
      unfurls: [],
      token: world.grant(id).token,
    }
    world.teams.set(id, team)
    const furnished = new FakeTeam(world, team, this.#delivery)
    furnished.user(bot.userId, { name: 'Cordée', isBot: true })
    // Slackbot is no bot by its own account.
    furnished.user('USLACKBOT', { name: 'Slackbot' })
    return furnished
  }

  /** Where commands, interactions and events go while no socket is open. Undefined: nowhere. */
  deliverTo(target: Partial<Target> & Pick<Target, 'eventsUrl'>): void {
    this.#delivery.to({ signingSecret: this.signingSecret, ...target })
  }

  /** Makes a call go wrong: once unless `times` says otherwise. `upload`, `download`, `response_url` are methods too. */
  fail(method: string, fault: Fault): void {
    this.server.faults.add(method, fault)
  }

  /** Ends the faults of a method, or all. */
  heal(method?: string): void {
    this.server.faults.clear(method)
  }

  /** Counts calls as Slack does, and answers 429 beyond; `own` replaces limits of some methods. */
  enforceLimits(own?: Readonly<Record<string, Limit>>): void {
    this.server.limits.enforce(own)
  }

  /** The calls of a method so far, the first first. */
  calls(method?: string): readonly Call[] {
    return this.server.calls.filter((call) => method === undefined || call.method === method)
  }

  /** The app's environment for one workspace by a bot token. */
  env(team: FakeTeam): Readonly<Record<string, string>> {
    return {
      SLACK_BOT_TOKEN: team.token,
      SLACK_SIGNING_SECRET: this.signingSecret,
      SLACK_API_URL: this.apiUrl,
    }
  }

  /**
   * Goes through the install page as somebody of a team would: answers where the browser is sent back to, which is not
   * fetched (the caller has the cookies).
   */
  async install(
    authorizeUrl: string,
    who: { readonly team: string; readonly user: string; readonly decision?: 'allow' | 'cancel' },
  ): Promise<string> {
    const page = await fetch(authorizeUrl)
    if (page.status !== 200) throw new Error(await page.text())
    const asked = Object.fromEntries(new URL(authorizeUrl).searchParams)
    const sent = await fetch(`${this.origin}/oauth/v2/authorize`, {
      method: 'POST',
      body: new URLSearchParams({ ...asked, decision: 'allow', ...who }),
      redirect: 'manual',
    })
    return z.string().parse(sent.headers.get('location'))
  }
}
