import type { ChatBook, KnownGroup } from '#src/chat/chat-book.ts'
import { ChatFailure, type Member, type Ref, type Source } from '#src/chat/contract.ts'
import type { Log } from '#src/chat/adapting/log.ts'
import { guildRef, partsOf, thingRef } from '../refs.ts'
import { asFailure, codes } from '../send/chat-failure.ts'
import { type DiscordApi, DiscordTrouble } from '../send/discord-api.ts'
import type { Sender } from '../send/sender.ts'
import { GroupMembers, sourceRef } from './group-members.ts'
import { type ChannelFacts, Facts } from './guild-facts.ts'
import { Listings } from './listings.ts'
import type { People } from './people.ts'
import type { PermissionName } from './permissions.ts'
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

/** Why a channel cannot be worked in: a refusal that people are told. */
export type NotHere =
  | { readonly code: 'right-missing'; readonly right: PermissionName }
  /** Discord does not show who is in the server: `link` leads to the switch. */
  | { readonly code: 'members-hidden'; readonly link: string }
  | { readonly code: 'chat-unreachable' }
  | { readonly code: 'source-gone' }

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
  readonly #gathering = new Map<string, Promise<'ok' | NotHere>>()

  constructor(parts: ChannelsParts) {
    this.#parts = parts
    this.#facts = new Facts(parts)
    const looking = { ...parts, facts: this.#facts, listings: new Listings(parts) }
    this.#members = new GroupMembers(looking)
    this.#rollCalls = new RollCalls(looking)
  }

  /** Founds the group of a channel where there is none, with whoever sets it up. Throws `DiscordTrouble`. */
  async found(guild: string, channel: string, by: Ref): Promise<void> {
    const { roster } = this.#parts.book
    if (await roster.group(guildRef(guild), thingRef(guild, channel))) return
    const home = await this.#homeOf(guild, channel)
    if (!home) return
    const ref = thingRef(guild, home.id)
    if (await roster.group(guildRef(guild), ref)) return
    // Its other people are still to be gathered.
    await roster.join(guildRef(guild), { ref, name: home.name }, by)
  }

  /**
   * Sees to it that the people of the channel's group are as they were a minute ago at most, if `fresh`. `source`: where they
   * come from, as a form says: a role's reference, or "" for the people of the channel; absent: as before.
   */
  async here(
    guild: string,
    channel: string,
    {
      fresh = false,
      source,
    }: { readonly fresh?: boolean; readonly source?: string | undefined } = {},
  ): Promise<'ok' | NotHere> {
    if (!fresh && source === undefined) return 'ok'
    const key = `${guild}/${channel} ${source ?? 'as before'}`
    const known = this.#gathering.get(key)
    if (known) return known
    const answer = this.#gather(guild, channel, source)
      .catch((failure: unknown) => notHere(failure))
      .finally(() => this.#gathering.delete(key))
    this.#gathering.set(key, answer)
    return answer
  }

  /** The people of a channel's group as Discord shows them, bots left out. Throws `ChatFailure`. */
  async members(channel: Ref): Promise<readonly Member[]> {
    const { guild, id } = partsOf(channel)
    const found = await asFailure('channel', async () => {
      const home = await this.#homeOf(guild, id)
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
    const home = await this.#homeOf(guild, channel)
    if (!home || (role !== undefined && !roles.includes(role))) return 'not-in-role'
    const size = await this.#rollCalls.join({ guild, channel: home, role }, user)
    return typeof size === 'number' ? { size } : size
  }

  /** Asks in the channel who is in its group, once. Throws `ChatFailure`. */
  async rollCall(guild: string, channel: string, role: string | undefined): Promise<void> {
    const home = await asFailure('channel', () => this.#homeOf(guild, channel))
    if (home) await this.#rollCalls.ask({ guild, channel: home, role })
  }

  async #gather(
    guild: string,
    channel: string,
    source: string | undefined,
  ): Promise<'ok' | NotHere> {
    const { roster } = this.#parts.book
    const home = await this.#homeOf(guild, channel)
    if (!home) return 'ok'
    const ref = thingRef(guild, home.id)
    const before = await roster.group(guildRef(guild), ref)
    const wanted = source === undefined ? before?.source : sourceRef(guild, source)
    if (wanted === 'source-gone') return { code: wanted }
    const isChanged = before !== undefined && before.source !== wanted
    if (before && !isChanged && this.#isFresh(before)) return 'ok'
    const found = await this.#foundOr(before, isChanged, () =>
      this.#members.of(guild, home, wanted),
    )
    if (found === 'as it was') return 'ok'
    if (found === 'source-gone') return { code: found }
    if (found === 'hidden') return this.#hidden({ guild, home, wanted, before })
    const gather = () =>
      roster.gather(
        guildRef(guild),
        { ref, name: home.name },
        found.map((person) => person.ref),
      )
    await gather()
    if (before?.source !== wanted) {
      await roster.setSource(guildRef(guild), ref, wanted)
      await gather()
    }
    await this.#rollCalls.isOver(guild, home.id)
    return 'ok'
  }

  // Discord is out of reach: a group as it was is better than none.
  async #foundOr<Found>(
    before: KnownGroup | undefined,
    isChanged: boolean,
    find: () => Promise<Found>,
  ): Promise<Found | 'as it was'> {
    try {
      return await find()
    } catch (failure) {
      const isPassing =
        failure instanceof DiscordTrouble && notHere(failure).code === 'chat-unreachable'
      if (isPassing && before && !isChanged && before.gatheredAt > 0) return 'as it was'
      throw failure
    }
  }

  /** The group is kept by its people themselves, from the first one on who said to be in it. */
  async #hidden({
    guild,
    home,
    wanted,
    before,
  }: {
    readonly guild: string
    readonly home: ChannelFacts
    readonly wanted: Ref | undefined
    readonly before: KnownGroup | undefined
  }): Promise<'ok' | NotHere> {
    const role = wanted && partsOf(wanted).id
    if (before && (await this.#rollCalls.joined({ guild, channel: home, role })) > 0) return 'ok'
    const application = await this.#parts.applicationId()
    const link = `https://discord.com/developers/applications/${application}/bot`
    return { code: 'members-hidden', link }
  }

  /** Undefined: a private conversation, where no group meets. A channel of another server is unknown. */
  async #homeOf(guild: string, channel: string): Promise<ChannelFacts | undefined> {
    const facts = await this.#facts.channel(channel)
    if (facts.kind === 'private') return undefined
    if (facts.guild !== guild)
      throw new DiscordTrouble('GET /channels/:id', {
        status: 404,
        code: codes.unknownChannel,
        certain: true,
      })
    if (facts.kind === 'channel' || facts.parent === undefined) return facts
    return this.#facts.channel(facts.parent)
  }

  /** Gathered at 0: where its members come from was changed. */
  #isFresh({ gatheredAt }: KnownGroup): boolean {
    return gatheredAt > 0 && this.#parts.now() - gatheredAt < freshMs
  }
}

const freshMs = 60_000

/** As the portal calls it, in English whatever the reader's language. */
const membersSwitch = 'Server Members Intent'

function notHere(failure: unknown): NotHere {
  if (!(failure instanceof DiscordTrouble)) throw failure
  // To a bot that does not see it, a channel does not exist.
  const isUnseen = failure.status === 403 || failure.code === codes.unknownChannel
  return isUnseen ? { code: 'right-missing', right: 'ViewChannel' } : { code: 'chat-unreachable' }
}
