import type { ChatBook, KnownGroup } from '#src/chat/chat-book.ts'
import type { Ref } from '#src/chat/contract.ts'
import { guildRef, partsOf, thingRef } from '../refs.ts'
import { codes } from '../send/codes.ts'
import { DiscordTrouble } from '../send/discord-trouble.ts'
import { type GroupMembers, sourceRef } from './group-members.ts'
import type { ChannelFacts, Facts } from './guild-facts.ts'
import { homeOf } from './home-of.ts'
import type { PermissionName } from './permissions.ts'
import type { RollCalls } from './roll-calls.ts'

export interface GatheringParts {
  readonly book: Pick<ChatBook, 'roster'>
  readonly facts: Facts
  readonly members: Pick<GroupMembers, 'of'>
  readonly rollCalls: Pick<RollCalls, 'joined' | 'isOver'>
  readonly applicationId: () => Promise<string>
  readonly now: () => number
}

/** Why the people of a channel's group are not known: a refusal that people are told. */
export type NotHere =
  | { readonly code: 'right-missing'; readonly right: PermissionName }
  /** Discord does not show who is in the server: `link` leads to the switch. */
  | { readonly code: 'members-hidden'; readonly link: string }
  | { readonly code: 'chat-unreachable' }
  | { readonly code: 'source-gone' }

/** Brings groups up to date before they vote: with the people of a role, or those who see the channel. */
export class Gatherings {
  readonly #parts: GatheringParts
  readonly #underWay = new Map<string, Promise<'ok' | NotHere>>()

  constructor(parts: GatheringParts) {
    this.#parts = parts
  }

  /** Ten who ask at once make one gathering. `source` as in `Channels.gather`. */
  gather(guild: string, channel: string, source: string | undefined): Promise<'ok' | NotHere> {
    const key = `${guild}/${channel} ${source ?? 'as before'}`
    const known = this.#underWay.get(key)
    if (known) return known
    const answer = this.#gather(guild, channel, source)
      .catch((failure: unknown) => notHere(failure))
      .finally(() => this.#underWay.delete(key))
    this.#underWay.set(key, answer)
    return answer
  }

  async #gather(
    guild: string,
    channel: string,
    source: string | undefined,
  ): Promise<'ok' | NotHere> {
    const { facts, book } = this.#parts
    const home = await homeOf(facts, guild, channel)
    if (!home) return 'ok'
    const before = await book.roster.group(guildRef(guild), thingRef(guild, home.id))
    const wanted = source === undefined ? before?.source : sourceRef(guild, source)
    if (wanted === 'source-gone') return { code: wanted }
    const isChanged = before !== undefined && before.source !== wanted
    if (before && !isChanged && this.#isFresh(before)) return 'ok'
    const group = { guild, home, wanted, before }
    const found = await this.#found(group, isChanged)
    if (found === 'as it was') return 'ok'
    if (found === 'source-gone') return { code: found }
    if (found === 'hidden') return this.#hidden(group)
    await this.#keep(
      group,
      found.map(({ ref }) => ref),
    )
    return 'ok'
  }

  // Discord is out of reach: a group as it was is better than none.
  async #found({ guild, home, wanted, before }: Gathered, isChanged: boolean) {
    try {
      return await this.#parts.members.of(guild, home, wanted)
    } catch (failure) {
      const isPassing =
        failure instanceof DiscordTrouble && notHere(failure).code === 'chat-unreachable'
      if (isPassing && before && !isChanged && before.gatheredAt > 0) return 'as it was'
      throw failure
    }
  }

  // A change of the source has the group gathered anew, and needs a group that is there.
  async #keep({ guild, home, wanted, before }: Gathered, people: readonly Ref[]): Promise<void> {
    const { book, rollCalls } = this.#parts
    const ref = thingRef(guild, home.id)
    const gather = () => book.roster.gather(guildRef(guild), { ref, name: home.name }, people)
    await gather()
    if (before?.source !== wanted) {
      await book.roster.setSource(guildRef(guild), ref, wanted)
      await gather()
    }
    await rollCalls.isOver(guild, home.id)
  }

  /** The group is kept by its people themselves, from the first one on who said to be in it. */
  async #hidden({ guild, home, wanted, before }: Gathered): Promise<'ok' | NotHere> {
    const { rollCalls, applicationId } = this.#parts
    const role = wanted && partsOf(wanted).id
    if (before && (await rollCalls.joined({ guild, channel: home, role })) > 0) return 'ok'
    const link = `https://discord.com/developers/applications/${await applicationId()}/bot`
    return { code: 'members-hidden', link }
  }

  /** Gathered at 0: where its members come from was changed. */
  #isFresh({ gatheredAt }: KnownGroup): boolean {
    return gatheredAt > 0 && this.#parts.now() - gatheredAt < freshMs
  }
}

interface Gathered {
  readonly guild: string
  readonly home: ChannelFacts
  readonly wanted: Ref | undefined
  /** Undefined: no group meets there yet. */
  readonly before: KnownGroup | undefined
}

const freshMs = 10_000

function notHere(failure: unknown): NotHere {
  if (!(failure instanceof DiscordTrouble)) throw failure
  // To a bot that does not see it, a channel does not exist.
  const isUnseen = failure.status === 403 || failure.code === codes.unknownChannel
  return isUnseen ? { code: 'right-missing', right: 'ViewChannel' } : { code: 'chat-unreachable' }
}
