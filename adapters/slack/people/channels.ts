import { z } from 'zod'
import type { KnownGroup } from '#src/chat/chat-book.ts'
import type { Member, Ref, Source } from '#src/chat/contract.ts'
import type { Log } from '#src/chat/adapting/log.ts'
import { partsOf, teamRef, thingRef } from '../refs.ts'
import { SlackTrouble } from '../send/slack-trouble.ts'
import { channelInfo, idsInChannel, idsInUserGroup, userGroups } from './listings.ts'
import type { People, PeopleParts } from './people.ts'
import { slackUserSchema } from './slack-user.ts'

export interface ChannelsParts extends PeopleParts {
  readonly people: People
  readonly log: Pick<Log, 'warn'>
}

/** Why a channel cannot be worked in: a refusal that people are told. */
export type NotHere =
  | { readonly code: 'bot-not-here'; readonly bot: string }
  | { readonly code: 'scope-missing'; readonly scope: string }
  | { readonly code: 'not-installed' }
  | { readonly code: 'chat-unreachable' }
  | { readonly code: 'source-gone' }

/** The channels in which groups meet, and who is in them. */
export class Channels {
  readonly #parts: ChannelsParts
  /** Whoever sets a group up looks at them several times in a row; Slack takes few such calls. */
  readonly #userGroups = new Map<
    string,
    { readonly groups: readonly Source[]; readonly askedAt: number }
  >()
  readonly #gathering = new Map<
    string,
    { readonly done: Promise<'ok' | NotHere>; again: boolean }
  >()
  readonly #bots = new Map<string, string>()
  /** Whose list of people was gone at the last look. */
  readonly #sourceless = new Set<string>()

  constructor(parts: ChannelsParts) {
    this.#parts = parts
  }

  /**
   * Sees to it that the group of a channel is there, with its people. A group that is known is enough, unless `fresh`: then
   * it must be as it was a minute ago at most.
   */
  async here(
    team: string,
    channel: string,
    { fresh = false }: { readonly fresh?: boolean } = {},
  ): Promise<'ok' | NotHere> {
    // `D…` is a talk between one person and the bot.
    if (channel === '' || channel.startsWith('D')) return 'ok'
    const group = await this.#parts.roster.group(teamRef(team), thingRef(team, channel))
    const isDoubtful = fresh && this.#sourceless.has(`${team}/${channel}`)
    if (group && !isDoubtful && this.#isEnough(group, fresh)) return 'ok'
    const answer = await this.#gatherOnce(team, channel)
    // Slack is out of reach: a group as it was is better than none.
    return group && answer !== 'ok' && answer.code === 'chat-unreachable' ? 'ok' : answer
  }

  /** The people of a channel, bots and deactivated ones left out. Throws `SlackTrouble`. */
  async members(channel: Ref): Promise<readonly Member[]> {
    const { team, id } = partsOf(channel)
    const people = await this.#parts.people.all(team, await idsInChannel(this.#parts, team, id))
    return people.map(({ ref, name }) => ({ ref, name }))
  }

  /** The user groups of a channel's workspace. Throws `SlackTrouble`. */
  async sources(channel: Ref): Promise<readonly Source[]> {
    const { team } = partsOf(channel)
    const known = this.#userGroups.get(team)
    if (known && this.#parts.now() - known.askedAt < userGroupsMs) return known.groups
    const groups = await userGroups(this.#parts, team)
    if (this.#userGroups.size >= mostTeams) this.#userGroups.clear()
    this.#userGroups.set(team, { groups, askedAt: this.#parts.now() })
    return groups
  }

  /** Brings the groups and people that are known up to date with an event of Slack's; others are left alone. */
  async onEvent(team: string, event: unknown): Promise<void> {
    const seen = eventSchema.safeParse(event).data
    if (!seen) return
    switch (seen.type) {
      case 'member_joined_channel':
      case 'member_left_channel':
        return this.#regatherChannel(team, seen.channel, 'by its people')
      case 'channel_rename':
      case 'group_rename':
        return this.#regatherChannel(team, seen.channel.id, 'by its name')
      case 'subteam_members_changed':
        return this.#regatherFrom(team, seen.subteam_id)
      case 'subteam_created':
      case 'subteam_updated':
        this.#userGroups.delete(team)
        return this.#regatherFrom(team, seen.subteam.id)
      case 'user_change':
      case 'team_join':
        return this.#parts.people.changed(team, seen.user)
    }
  }

  /** Gathered at 0: where its members come from was changed. */
  #isEnough({ gatheredAt }: KnownGroup, fresh: boolean): boolean {
    return gatheredAt > 0 && (!fresh || this.#parts.now() - gatheredAt < freshMs)
  }

  async #regatherChannel(
    team: string,
    channel: string,
    changed: 'by its people' | 'by its name',
  ): Promise<void> {
    const group = await this.#parts.roster.group(teamRef(team), thingRef(team, channel))
    if (!group || (changed === 'by its people' && group.source !== undefined)) return
    await this.#gatherAnew(team, channel)
  }

  async #regatherFrom(team: string, userGroup: string): Promise<void> {
    const source = thingRef(team, userGroup)
    for (const { channel } of await this.#parts.roster.groupsFrom(teamRef(team), source))
      await this.#gatherAnew(team, partsOf(channel).id)
  }

  /** Ten who ask at once make one gathering. */
  #gatherOnce(team: string, channel: string): Promise<'ok' | NotHere> {
    const key = `${team}/${channel}`
    const known = this.#gathering.get(key)
    if (known) return known.done
    const done = this.#gather(team, channel)
      .catch((failure: unknown) => this.#notHere(team, failure))
      .finally(() => this.#gathering.delete(key))
    this.#gathering.set(key, { done, again: false })
    return done
  }

  /** What is being read may be older than the event: it is read once more, whatever number of events come meanwhile. */
  async #gatherAnew(team: string, channel: string): Promise<void> {
    const underWay = this.#gathering.get(`${team}/${channel}`)
    if (underWay?.again) return
    if (underWay) {
      underWay.again = true
      await underWay.done
    }
    const answer = await this.#gatherOnce(team, channel)
    if (answer !== 'ok')
      this.#parts.log.warn({ team, why: answer.code }, 'a group was not gathered')
  }

  async #gather(team: string, channel: string): Promise<'ok' | NotHere> {
    const { roster, people } = this.#parts
    const { name, hasBot, isPrivateTalk } = await channelInfo(this.#parts, team, channel)
    if (isPrivateTalk) return 'ok'
    if (!hasBot) return { code: 'bot-not-here', bot: await this.#botName(team) }
    const ref = thingRef(team, channel)
    const group = await roster.group(teamRef(team), ref)
    const ids = await this.#idsOf(team, channel, group)
    const key = `${team}/${channel}`
    if (ids === 'source-gone') {
      this.#sourceless.add(key)
      return { code: ids }
    }
    this.#sourceless.delete(key)
    const members = await people.all(team, ids)
    await roster.gather(
      teamRef(team),
      { ref, name },
      members.map((member) => member.ref),
    )
    return 'ok'
  }

  async #idsOf(
    team: string,
    channel: string,
    group: KnownGroup | undefined,
  ): Promise<readonly string[] | 'source-gone'> {
    if (group?.source === undefined) return idsInChannel(this.#parts, team, channel)
    return idsInUserGroup(this.#parts, team, partsOf(group.source).id)
  }

  async #notHere(team: string, failure: unknown): Promise<NotHere> {
    if (!(failure instanceof SlackTrouble)) throw failure
    const { error, needed = '' } = failure
    if (error === 'missing_scope') return { code: 'scope-missing', scope: needed }
    if (disconnected.has(error)) return { code: 'not-installed' }
    // To an app that is not in it, a private channel does not exist.
    if (absent.has(error)) return { code: 'bot-not-here', bot: await this.#botName(team) }
    return { code: 'chat-unreachable' }
  }

  /** What people type after `/invite @`. */
  async #botName(team: string): Promise<string> {
    const known = this.#bots.get(team)
    if (known !== undefined) return known
    try {
      const { botUserId } = await this.#parts.tokens.tokenFor(team)
      const answer = await this.#parts.api.call(team, 'users.info', { user: botUserId })
      const { name, real_name, profile } = z.object({ user: slackUserSchema }).parse(answer).user
      const shown = profile?.display_name || profile?.real_name || real_name || name || usualName
      this.#bots.set(team, shown)
      return shown
    } catch {
      return usualName
    }
  }
}

const userGroupsMs = 60_000
const mostTeams = 1000
const freshMs = 60_000
/** As in our manifests. */
const usualName = 'Cordée'

const disconnected = new Set([
  'not_installed',
  'invalid_auth',
  'not_authed',
  'account_inactive',
  'token_revoked',
  'token_expired',
])

const absent = new Set([
  'channel_not_found',
  'not_in_channel',
  'channel_is_limited_access',
  'fetch_members_failed',
])

const inChannel = { user: z.string(), channel: z.string() }
const ofUser = { user: slackUserSchema }

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('member_joined_channel'), ...inChannel }),
  z.object({ type: z.literal('member_left_channel'), ...inChannel }),
  z.object({
    type: z.literal(['channel_rename', 'group_rename']),
    channel: z.object({ id: z.string() }),
  }),
  z.object({ type: z.literal('subteam_members_changed'), subteam_id: z.string() }),
  z.object({
    type: z.enum(['subteam_created', 'subteam_updated']),
    subteam: z.object({ id: z.string() }),
  }),
  z.object({ type: z.literal('user_change'), ...ofUser }),
  z.object({ type: z.literal('team_join'), ...ofUser }),
])
