import type { Delivery } from './delivery.ts'
import type { Gateway } from './gateway.ts'
import { guildCreate } from './payloads.ts'
import { bits, type Right, usual } from './permissions.ts'
import { Person } from './person.ts'
import type { Channel, Guild, User, World } from './world.ts'

/** A server as its owner furnishes it. Repeating a call changes what is there. */
export class FakeGuild {
  readonly #world: World
  readonly #delivery: Delivery
  readonly #gateway: Gateway
  readonly guild: Guild

  constructor(
    world: World,
    guild: Guild,
    { delivery, gateway }: { delivery: Delivery; gateway: Gateway },
  ) {
    this.#world = world
    this.#delivery = delivery
    this.#gateway = gateway
    this.guild = guild
  }

  get id(): string {
    return this.guild.id
  }

  role(
    id: string,
    { name, permissions = [] }: { readonly name: string; readonly permissions?: readonly Right[] },
  ): void {
    this.guild.roles.set(id, { id, name, permissions: bits(permissions), managed: false })
  }

  /** `readers`: people or roles by their ids, who alone see it where it is private; the bot does unless `withoutBot`. */
  channel(
    id: string,
    {
      name,
      private: isPrivate = false,
      readers = [],
      withoutBot = false,
    }: {
      readonly name: string
      readonly private?: boolean
      readonly readers?: readonly string[]
      readonly withoutBot?: boolean
    },
  ): Channel {
    const channel: Channel = {
      id,
      type: 0,
      guildId: this.guild.id,
      parentId: undefined,
      recipientId: undefined,
      name,
      overwrites: [],
      messages: this.#world.channels.get(id)?.messages ?? [],
    }
    this.#world.channels.set(id, channel)
    if (!isPrivate) return channel
    const admitted = withoutBot ? readers : [...readers, this.#world.botId]
    this.#overwrite(channel, this.guild.id, { deny: bits(['ViewChannel']) })
    for (const reader of admitted)
      this.#overwrite(channel, reader, { allow: bits(['ViewChannel']) })
    return channel
  }

  user(
    id: string,
    {
      name,
      nick,
      roles = [],
      locale = this.guild.locale,
      isBot = false,
      isAdmin = false,
      closed = false,
      pending = false,
    }: {
      readonly name: string
      readonly nick?: string
      readonly roles?: readonly string[]
      readonly locale?: string
      readonly isBot?: boolean
      readonly isAdmin?: boolean
      /** Takes no private messages. */
      readonly closed?: boolean
      readonly pending?: boolean
    },
  ): Person {
    const user: User = this.#world.users.get(id) ?? { id, name, locale, isBot, closed }
    Object.assign(user, { name, locale, isBot, closed })
    this.#world.users.set(id, user)
    const held = isAdmin ? [...roles, this.#adminRole()] : roles
    this.guild.members.set(id, { userId: id, nick, roles: held, pending })
    return new Person(this.#world, this.guild, this.#delivery, user)
  }

  /** Takes rights from the bot in a channel. */
  forbid(channel: string, ...rights: readonly Right[]): void {
    this.#onBot(channel, (bot) => ({
      allow: bot.allow & ~bits(rights),
      deny: bot.deny | bits(rights),
    }))
  }

  /** Gives rights to the bot in a channel. */
  allow(channel: string, ...rights: readonly Right[]): void {
    this.#onBot(channel, (bot) => ({
      allow: bot.allow | bits(rights),
      deny: bot.deny & ~bits(rights),
    }))
  }

  /** Deletes a message, as a moderator does. */
  deleteMessage(channel: string, id: string): void {
    const messages = this.#world.channels.get(channel)?.messages ?? []
    const at = messages.findIndex((one) => one.id === id)
    if (at >= 0) messages.splice(at, 1)
  }

  deleteChannel(id: string): void {
    this.#world.channels.delete(id)
  }

  /** The app is taken out of the server. */
  remove(): void {
    this.#world.guilds.delete(this.guild.id)
    this.#gateway.dispatch('GUILD_DELETE', { id: this.guild.id })
  }

  /** The app is taken in (again): a server that comes while the gateway is open. */
  admit(): void {
    this.#world.guilds.set(this.guild.id, this.guild)
    this.#gateway.dispatch('GUILD_CREATE', guildCreate(this.#world, this.guild))
  }

  #adminRole(): string {
    const found = [...this.guild.roles.values()].find(({ name }) => name === 'admin')
    if (found) return found.id
    const id = this.#world.snowflake()
    this.role(id, { name: 'admin', permissions: [...usual, 'Administrator'] })
    return id
  }

  #onBot(
    id: string,
    change: (bot: { allow: bigint; deny: bigint }) => { allow: bigint; deny: bigint },
  ): void {
    const channel = this.#world.channels.get(id)
    if (!channel) throw new Error(`There is no channel ${id}.`)
    const own = channel.overwrites.find((one) => one.id === this.#world.botId)
    this.#overwrite(channel, this.#world.botId, change(own ?? { allow: 0n, deny: 0n }))
  }

  #overwrite(
    channel: Channel,
    id: string,
    { allow = 0n, deny = 0n }: { readonly allow?: bigint; readonly deny?: bigint },
  ): void {
    const type = this.guild.roles.has(id) ? 0 : 1
    channel.overwrites = [
      ...channel.overwrites.filter((one) => one.id !== id),
      { id, type, allow, deny },
    ]
  }
}
