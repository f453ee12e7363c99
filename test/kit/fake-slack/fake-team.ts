import type { Ack, Delivery } from './delivery.ts'
import { Person } from './person.ts'
import { eventCallback } from './requests.ts'
import type { Channel, Team, User, UserGroup, World } from './world.ts'

export interface UserChoices {
  readonly name?: string
  readonly email?: string
  readonly locale?: string
  readonly isAdmin?: boolean
  readonly isOwner?: boolean
  readonly isBot?: boolean
  readonly deleted?: boolean
  /** A guest. */
  readonly restricted?: boolean
  /** Of another organisation, met in a shared channel. */
  readonly stranger?: boolean
  readonly teamId?: string
  /** The app may not write to this person: `messages_tab_disabled`, `restricted_action` … */
  readonly refusesDms?: string
}

export interface ChannelChoices {
  readonly name?: string
  readonly members?: readonly string[]
  readonly isPrivate?: boolean
  readonly isArchived?: boolean
  /** Whether the app's bot is in it; it is unless this is false. */
  readonly bot?: boolean
}

/** A workspace, as a test furnishes it. */
export class FakeTeam {
  readonly #world: World
  readonly #team: Team
  readonly #delivery: Delivery

  constructor(world: World, team: Team, delivery: Delivery) {
    this.#world = world
    this.#team = team
    this.#delivery = delivery
  }

  get id(): string {
    return this.#team.id
  }

  get bot(): Team['bot'] {
    return this.#team.bot
  }

  /** The bot token that is good at the moment. */
  get token(): string {
    return this.#team.token
  }

  /** All that Slack knows of this team, to look at. */
  get inside(): Team {
    return this.#team
  }

  /** Adds somebody, or changes them. */
  user(id: string, choices: UserChoices = {}): Person {
    const before = this.#team.users.get(id)
    const user: User = {
      id,
      name: choices.name ?? before?.name ?? id,
      email: choices.email ?? before?.email,
      locale: choices.locale ?? before?.locale ?? 'en-US',
      isAdmin: choices.isAdmin ?? before?.isAdmin ?? false,
      isOwner: choices.isOwner ?? before?.isOwner ?? false,
      isBot: choices.isBot ?? before?.isBot ?? false,
      deleted: choices.deleted ?? before?.deleted ?? false,
      restricted: choices.restricted ?? before?.restricted ?? false,
      stranger: choices.stranger ?? before?.stranger ?? false,
      teamId: choices.teamId ?? before?.teamId ?? this.#team.id,
      refusesDms: choices.refusesDms ?? before?.refusesDms,
    }
    const kept = before ? Object.assign(before, user) : user
    this.#team.users.set(id, kept)
    return this.person(id)
  }

  person(id: string): Person {
    const user = this.#team.users.get(id)
    if (!user) throw new Error(`There is nobody ${id}.`)
    return new Person(this.#world, this.#team, this.#delivery, user)
  }

  /** Adds a channel, or changes it. */
  channel(id: string, choices: ChannelChoices = {}): Channel {
    const before = this.#team.channels.get(id)
    const members = new Set(choices.members ?? before?.members)
    if (choices.bot === false) members.delete(this.bot.userId)
    else members.add(this.bot.userId)
    const channel: Channel = {
      id,
      name: choices.name ?? before?.name ?? id.toLowerCase(),
      isPrivate: choices.isPrivate ?? before?.isPrivate ?? false,
      im: undefined,
      isArchived: choices.isArchived ?? before?.isArchived ?? false,
      members,
      messages: before?.messages ?? [],
    }
    this.#team.channels.set(id, channel)
    return channel
  }

  userGroup(
    id: string,
    {
      handle = id.toLowerCase(),
      name = handle,
      members = [],
      disabled = false,
    }: {
      readonly handle?: string
      readonly name?: string
      readonly members?: readonly string[]
      readonly disabled?: boolean
    } = {},
  ): UserGroup {
    const group: UserGroup = { id, handle, name, members, disabled }
    this.#team.userGroups.set(id, group)
    return group
  }

  /** What the app may do from here on. */
  grantScopes(scopes: readonly string[]): void {
    for (const grant of this.#world.grants.values())
      if (grant.teamId === this.id) grant.scopes = [...scopes]
  }

  /** The tokens expire at once; refresh tokens live on. */
  expireTokens(): void {
    for (const grant of this.#world.grants.values())
      if (grant.teamId === this.id && grant.expiresAt !== undefined)
        grant.expiresAt = this.#world.now()
  }

  /** Sends an event; it comes again as long as it is not acknowledged. All the answers. */
  event(event: Readonly<Record<string, unknown>>): Promise<readonly Ack[]> {
    return this.#delivery.sendEvent(eventCallback(this.#world, this.#team, event))
  }

  /** Somebody takes the app away: its tokens are worth nothing, and it is told, unless an event is lost. */
  async uninstall(
    told: readonly ('app_uninstalled' | 'tokens_revoked')[] = ['app_uninstalled', 'tokens_revoked'],
  ): Promise<readonly Ack[]> {
    for (const grant of this.#world.grants.values())
      if (grant.teamId === this.id) grant.revoked = true
    const tokens = { oauth: [], bot: [this.bot.userId] }
    const acks: Ack[] = []
    for (const type of told)
      acks.push(...(await this.event(type === 'tokens_revoked' ? { type, tokens } : { type })))
    return acks
  }
}
