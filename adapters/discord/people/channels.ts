import type { ChatBook } from '#src/chat/chat-book.ts'
import { ChatFailure, type Member, type Ref, type Source } from '#src/chat/contract.ts'
import type { Log } from '#src/chat/adapting/log.ts'
import { guildRef, partsOf, thingRef } from '../refs.ts'
import { asFailure } from '../send/chat-failure.ts'
import type { DiscordApi } from '../send/discord-api.ts'
import type { Sender } from '../send/sender.ts'
import { Gatherings, type NotHere } from './gatherings.ts'
import { GroupMembers } from './group-members.ts'
import { Facts } from './guild-facts.ts'
import { homeOf } from './home-of.ts'
import { Listings } from './listings.ts'
import type { People } from './people.ts'
import { RollCalls } from './roll-calls.ts'

export interface ChannelsParts {
  readonly api: Pick<DiscordApi, 'call'>
  readonly book: Pick<ChatBook, 'roster' | 'notes'>
  readonly people: People
  readonly sender: Pick<Sender, 'postBody' | 'updateBody' | 'turn'>
  readonly applicationId: () => Promise<string>
  readonly log: Pick<Log, 'warn'>
  readonly now: () => number
}

/** What became of "I am in this group". */
export type Joined =
  /** How many said so. */
  | { readonly size: number }
  /** They do not have the role that it takes. */
  | 'not-in-role'
  /** Nobody is asked any more: Discord shows who is in the group. */
  | 'over'

/** The channels in which groups meet, and who is in them. A thread stands for the channel that it is in. */
export class Channels {
  readonly #parts: ChannelsParts
  readonly #facts: Facts
  readonly #members: GroupMembers
  readonly #rollCalls: RollCalls
  readonly #gatherings: Gatherings

  constructor(parts: ChannelsParts) {
    this.#parts = parts
    this.#facts = new Facts(parts)
    const looking = { ...parts, facts: this.#facts, listings: new Listings(parts) }
    this.#members = new GroupMembers(looking)
    this.#rollCalls = new RollCalls(looking)
    this.#gatherings = new Gatherings({
      ...parts,
      facts: this.#facts,
      members: this.#members,
      rollCalls: this.#rollCalls,
    })
  }

  /** Founds the group of a channel where there is none, with whoever sets it up. Throws `DiscordTrouble`. */
  async found(guild: string, channel: string, by: Ref): Promise<void> {
    const { roster } = this.#parts.book
    if (await roster.group(guildRef(guild), thingRef(guild, channel))) return
    const home = await homeOf(this.#facts, guild, channel)
    if (!home) return
    const ref = thingRef(guild, home.id)
    if (await roster.group(guildRef(guild), ref)) return
    // Its other people are still to be gathered.
    await roster.join(guildRef(guild), { ref, name: home.name }, by)
  }

  /**
   * Sees to it that the people of the channel's group are as they were ten seconds ago at most. `source`: where they come from, as
   * a form says: a role's reference, or "" for the people of the channel; absent: as before.
   */
  gather(guild: string, channel: string, source?: string): Promise<'ok' | NotHere> {
    return this.#gatherings.gather(guild, channel, source)
  }

  /** The people of a channel's group as Discord shows them, bots left out. Throws `ChatFailure`. */
  async members(channel: Ref): Promise<readonly Member[]> {
    const { guild, id } = partsOf(channel)
    const found = await asFailure('channel', async () => {
      const home = await homeOf(this.#facts, guild, id)
      if (!home) return []
      const group = await this.#parts.book.roster.group(guildRef(guild), thingRef(guild, home.id))
      return this.#members.of(guild, home, group?.source)
    })
    if (found === 'hidden')
      throw new ChatFailure('the members of a server are not shown', {
        trouble: 'chat-scope',
        right: membersSwitch,
        permanent: true,
      })
    if (found === 'source-gone')
      throw new ChatFailure('the role of a group is gone', {
        trouble: 'chat-channel',
        permanent: true,
      })
    return found.map(({ ref, name }) => ({ ref, name }))
  }

  /** The roles of a channel's server that people have. Throws `ChatFailure`. */
  async sources(channel: Ref): Promise<readonly Source[]> {
    const { guild } = partsOf(channel)
    const { roles } = await asFailure('channel', () => this.#facts.guild(guild))
    return [...roles.values()]
      .filter(({ id, isManaged }) => id !== guild && !isManaged)
      .map(({ id, name }) => ({ ref: thingRef(guild, id), name }))
  }

  /** Somebody says that they are in the channel's group; `role`: only those who have it are. Throws `DiscordTrouble`. */
  async join(
    guild: string,
    channel: string,
    user: string,
    roles: readonly string[],
    role?: string,
  ): Promise<Joined> {
    const home = await homeOf(this.#facts, guild, channel)
    if (!home || (role !== undefined && !roles.includes(role))) return 'not-in-role'
    const size = await this.#rollCalls.join({ guild, channel: home, role }, user)
    return typeof size === 'number' ? { size } : size
  }

  /** Asks in the channel who is in its group, once. Throws `ChatFailure`. */
  async rollCall(guild: string, channel: string, role: string | undefined): Promise<void> {
    const home = await asFailure('channel', () => homeOf(this.#facts, guild, channel))
    if (home) await this.#rollCalls.ask({ guild, channel: home, role })
  }
}

/** As the portal calls it, in English whatever the reader's language. */
const membersSwitch = 'Server Members Intent'
