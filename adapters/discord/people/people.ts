import type { KnownPerson, PersonSeen, Roster } from '#src/chat/chat-book.ts'
import { guildRef, thingRef } from '../refs.ts'
import { codes } from '../send/codes.ts'
import { type DiscordApi, DiscordTrouble } from '../send/discord-api.ts'
import { permissionsIn } from './audience.ts'
import { type DiscordMember, memberSchema, personSeen } from './discord-member.ts'
import { Facts, type GuildFacts } from './guild-facts.ts'

export interface PeopleParts {
  readonly api: Pick<DiscordApi, 'call'>
  readonly roster: Roster
  readonly now: () => number
}

/** Who people are: as met within a day, else as Discord says. */
export class People {
  readonly #parts: PeopleParts
  readonly #facts: Facts
  /** Who was last seen in a server, and when. */
  readonly #seenAt = new Map<string, number>()
  readonly #asking = new Map<string, Promise<KnownPerson | undefined>>()

  constructor(parts: PeopleParts) {
    this.#parts = parts
    this.#facts = new Facts(parts)
  }

  /**
   * Who did something in a server, by the `member` and the `locale` of the interaction; undefined: no person. Met anew where the
   * name or the language is another than before, and each day.
   */
  async meet(
    guild: string,
    member: unknown,
    locale: string | undefined,
  ): Promise<KnownPerson | undefined> {
    const parsed = memberSchema.safeParse(member).data
    const seen = parsed && personSeen(guild, parsed, { locale })
    return seen && this.#meetOne(guild, seen)
  }

  /** Somebody of a server, without a call when they were met before; undefined for bots and for who is not there. */
  async person(guild: string, user: string): Promise<KnownPerson | undefined> {
    const before = await this.#parts.roster.person(guildRef(guild), thingRef(guild, user))
    if (before) return before
    const key = `${guild}/${user}`
    const asking = this.#asking.get(key)
    if (asking) return asking
    const answer = this.#ask(guild, user).finally(() => this.#asking.delete(key))
    this.#asking.set(key, answer)
    return answer
  }

  /**
   * Whether somebody is in the server still. Who is, is so for five minutes; where Discord does not say, nobody is taken to have
   * left.
   */
  async isThere(guild: string, user: string): Promise<boolean> {
    const { api, now } = this.#parts
    const key = `${guild}/${user}`
    if (now() - (this.#seenAt.get(key) ?? -Infinity) < thereMs) return true
    try {
      await api.call('GET', `/guilds/${guild}/members/${user}`)
    } catch (failure) {
      const isGone = failure instanceof DiscordTrouble && goneCodes.has(failure.code)
      return !isGone
    }
    if (this.#seenAt.size >= mostRemembered) this.#seenAt.clear()
    this.#seenAt.set(key, now())
    return true
  }

  /** Brings those of a list up to date who need it; answers the references of all of them, bots left out. */
  async all(guild: GuildFacts, members: readonly DiscordMember[]): Promise<readonly PersonSeen[]> {
    const { roster } = this.#parts
    const workspace = guildRef(guild.id)
    const seen = members.flatMap((member) => seenIn(guild, member) ?? [])
    const met = await roster.people(
      workspace,
      seen.map(({ ref }) => ref),
    )
    const known = new Map(met.map((person) => [person.ref, person]))
    const news = seen.filter((one) => this.#isNews(known.get(one.ref), one))
    if (news.length > 0) await roster.meet(workspace, news)
    return seen
  }

  async #ask(guild: string, user: string): Promise<KnownPerson | undefined> {
    try {
      const answer = await this.#parts.api.call('GET', `/guilds/${guild}/members/${user}`)
      const seen = seenIn(await this.#facts.guild(guild), memberSchema.parse(answer))
      return await (seen && this.#meetOne(guild, seen))
    } catch (failure) {
      if (failure instanceof DiscordTrouble && failure.status === 404) return undefined
      throw failure
    }
  }

  async #meetOne(guild: string, seen: PersonSeen): Promise<KnownPerson | undefined> {
    const { roster } = this.#parts
    const before = await roster.person(guildRef(guild), seen.ref)
    if (!this.#isNews(before, seen)) return before
    await roster.meet(guildRef(guild), [seen])
    return roster.person(guildRef(guild), seen.ref)
  }

  #isNews(before: KnownPerson | undefined, seen: PersonSeen): boolean {
    if (!before || before.name !== seen.name) return true
    if (seen.language !== undefined && before.language !== seen.language) return true
    return this.#parts.now() - before.metAt >= freshMs
  }
}

const freshMs = 24 * 60 * 60_000
const thereMs = 5 * 60_000
const mostRemembered = 5000
const goneCodes: ReadonlySet<number> = new Set([codes.unknownMember, codes.unknownUser])

function seenIn(guild: GuildFacts, member: DiscordMember): PersonSeen | undefined {
  const held = permissionsIn(guild, { id: member.user.id, roles: member.roles })
  return personSeen(guild.id, member, { held })
}
