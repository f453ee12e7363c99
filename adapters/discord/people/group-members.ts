import type { PersonSeen } from '#src/chat/chat-book.ts'
import type { Ref } from '#src/chat/contract.ts'
import { partsOf, thingRef } from '../refs.ts'
import { DiscordTrouble } from '../send/discord-trouble.ts'
import { sees } from './audience.ts'
import type { DiscordMember } from './discord-member.ts'
import type { ChannelFacts, Facts, GuildFacts } from './guild-facts.ts'
import type { Listings } from './listings.ts'
import type { People } from './people.ts'

export interface GroupMembersParts {
  readonly facts: Facts
  readonly listings: Listings
  readonly people: People
}

/** Who the members of a group are: those who have a role, or those who see its channel. */
export class GroupMembers {
  readonly #parts: GroupMembersParts

  constructor(parts: GroupMembersParts) {
    this.#parts = parts
  }

  /** `hidden`: Discord does not show who is in the server. Throws `DiscordTrouble`. */
  async of(
    guild: string,
    channel: ChannelFacts,
    source: Ref | undefined,
  ): Promise<readonly PersonSeen[] | 'hidden' | 'source-gone'> {
    const role = source && partsOf(source).id
    const facts = await this.#factsWith(guild, role)
    if (!facts) return 'source-gone'
    const all = await this.#shown(guild)
    if (all === 'hidden') return all
    const isIn = ({ user: { id }, roles }: DiscordMember) =>
      role === undefined ? sees(facts, channel, { id, roles }) : roles.includes(role)
    return this.#parts.people.all(facts, all.filter(isIn))
  }

  // A role that is not known may have been made a moment ago. Undefined: it was not.
  async #factsWith(guild: string, role: string | undefined): Promise<GuildFacts | undefined> {
    const { facts } = this.#parts
    const isIn = ({ roles }: GuildFacts) => role === undefined || roles.has(role)
    const known = await facts.guild(guild)
    if (isIn(known)) return known
    facts.forget()
    const anew = await facts.guild(guild)
    return isIn(anew) ? anew : undefined
  }

  async #shown(guild: string): Promise<readonly DiscordMember[] | 'hidden'> {
    try {
      return await this.#parts.listings.members(guild)
    } catch (failure) {
      if (failure instanceof DiscordTrouble && failure.status === 403) return 'hidden'
      throw failure
    }
  }
}

/** What a form says of where members come from: a role of the server; undefined: the people of the channel. */
export function sourceRef(guild: string, source: string): Ref | undefined | 'source-gone' {
  if (source === '') return undefined
  const { guild: own, id } = partsOf(source)
  if (own !== guild || id === '') return 'source-gone'
  // Everybody has the role that has the server's id.
  return id === guild ? undefined : thingRef(guild, id)
}
