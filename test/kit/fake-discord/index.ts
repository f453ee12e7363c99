import type { Test } from 'tap'
import { Delivery, type FirstAnswer } from './delivery.ts'
import { FakeGuild } from './fake-guild.ts'
import type { Fault } from './faults.ts'
import type { Gateway } from './gateway.ts'
import { bits, usual } from './permissions.ts'
import type { Limit } from './rate-limits.ts'
import { type Call, DiscordServer } from './server.ts'
import { type Guild, type RegisteredCommand, World } from './world.ts'

export type { FirstAnswer } from './delivery.ts'
export type { FakeGuild } from './fake-guild.ts'
export type { FilledIn } from './fill-in.ts'
export type { Person } from './person.ts'
export type { ShownMessage, ShownModal } from './read.ts'
export type { Call } from './server.ts'

/** A Discord that speaks REST and gateway v10 on loopback until the test ends. */
export async function fakeDiscord(
  t: Pick<Test, 'teardown'>,
  {
    membersSwitch = true,
    now = Date.now,
  }: {
    /** "Server Members Intent" is on in the portal. */
    readonly membersSwitch?: boolean
    readonly now?: () => number
  } = {},
): Promise<FakeDiscord> {
  const discord = new FakeDiscord(new DiscordServer(new World({ now, membersSwitch })))
  await discord.server.listen()
  t.teardown(() => discord.server.close())
  return discord
}

export class FakeDiscord {
  readonly server: DiscordServer
  readonly delivery: Delivery

  constructor(server: DiscordServer) {
    this.server = server
    this.delivery = new Delivery(server.world, server.gateway)
  }

  get world(): World {
    return this.server.world
  }

  get gateway(): Gateway {
    return this.server.gateway
  }

  /** For DISCORD_API_URL: no version, no slash at the end. */
  get apiUrl(): string {
    return `${this.world.origin}/api`
  }

  get applicationId(): string {
    return this.world.applicationId
  }

  get token(): string {
    return this.world.token
  }

  /** In hex, as the portal shows it. */
  get publicKey(): string {
    return this.world.publicKey
  }

  /** The app's environment on the gateway; over HTTP with DISCORD_PUBLIC_KEY besides. */
  env({ http = false }: { readonly http?: boolean } = {}): Record<string, string> {
    return {
      DISCORD_TOKEN: this.token,
      DISCORD_APPLICATION_ID: this.applicationId,
      DISCORD_API_URL: this.apiUrl,
      ...(http ? { DISCORD_PUBLIC_KEY: this.publicKey } : {}),
    }
  }

  /** Makes a server that the app is in, or finds it. */
  guild(
    id: string,
    {
      name = 'Les Glaneurs',
      locale = 'fr',
      owner = '0',
    }: { readonly name?: string; readonly locale?: string; readonly owner?: string } = {},
  ): FakeGuild {
    const { world, gateway, delivery } = this
    const found = world.guilds.get(id)
    if (found) return new FakeGuild(world, found, { delivery, gateway })
    const botRole = world.snowflake()
    const guild: Guild = {
      id,
      name,
      locale,
      ownerId: owner,
      roles: new Map([
        [id, { id, name: '@everyone', permissions: bits(usual), managed: false }],
        [botRole, { id: botRole, name: 'Cordée', permissions: 0n, managed: true }],
      ]),
      members: new Map([
        [world.botId, { userId: world.botId, nick: undefined, roles: [botRole], pending: false }],
      ]),
    }
    const furnished = new FakeGuild(world, guild, { delivery, gateway })
    furnished.admit()
    return furnished
  }

  /** Where interactions go, signed, instead of the gateway. Undefined: the gateway again. */
  deliverTo(url: string | undefined): void {
    this.delivery.to(url)
  }

  /** The calls so far, the first first. Paths begin behind the version: `/channels/…`. */
  calls(method?: string, path: RegExp = /^/): readonly Call[] {
    return this.server.calls.filter(
      (call) => (method === undefined || call.method === method) && path.test(call.path),
    )
  }

  /** What people did and how the app first answered. */
  get answers(): readonly FirstAnswer[] {
    return this.delivery.answers
  }

  /** Makes a call go wrong: once unless `times` says otherwise. */
  fail(method: string, path: RegExp, fault: Fault): void {
    this.server.faults.add(method, path, fault)
  }

  /** Ends all faults. */
  heal(): void {
    this.server.faults.clear()
  }

  /** Counts calls as Discord does, and answers 429 beyond; `own` replaces the limits of some routes. */
  enforceLimits(...own: readonly (readonly [method: string, path: RegExp, limit: Limit])[]): void {
    this.server.limits.enforce(...own)
    this.world.limitsOldEdits = true
  }

  get commands(): readonly RegisteredCommand[] | undefined {
    return this.world.commands
  }

  /** Calls that Discord refused, in words; those refused by a fault too. */
  get refusals(): readonly string[] {
    return this.server.calls.flatMap(({ method, path, status, answer }) =>
      status !== undefined && status >= 400
        ? [`${method} ${path}: ${status} ${JSON.stringify(answer)}`]
        : [],
    )
  }
}
