import { z } from 'zod'
import type { KnownPerson, PersonSeen, Roster } from '#src/chat/chat-book.ts'
import type { Ref } from '#src/chat/contract.ts'
import { partsOf, teamRef, thingRef } from '../refs.ts'
import { type Calling, callInTurn } from '../send/call-in-turn.ts'
import { SlackTrouble, troubleOf } from '../send/slack-trouble.ts'
import type { Tokens } from '../admission/tokens.ts'
import { personId, personSeen, type SlackUser, slackbot, slackUserSchema } from './slack-user.ts'

export interface PeopleParts extends Calling {
  readonly roster: Roster
  /** What is known of the workspace by its token. */
  readonly tokens: Pick<Tokens, 'tokenFor'>
  readonly now: () => number
}

/** Who people are: as met within a day, else as Slack says. */
export class People {
  readonly #parts: PeopleParts
  readonly #asking = new Map<string, Promise<KnownPerson | undefined>>()
  /** Ids of a workspace that stand for somebody else's (Enterprise Grid), or for nobody: by `team/id`. */
  readonly #aliases = new Map<string, { readonly id: string | undefined; readonly at: number }>()
  /** Whoever opens a ballot sends it within a minute: by `team/id`. */
  readonly #recent = new Map<string, { readonly person: KnownPerson; readonly at: number }>()

  constructor(parts: PeopleParts) {
    this.#parts = parts
  }

  /**
   * Somebody of a workspace; undefined for bots, for who was deactivated and for unknown ids. Who is known is known without
   * Slack; else throws `SlackTrouble` when Slack does not answer.
   */
  async person(team: string, user: string): Promise<KnownPerson | undefined> {
    const recent = this.#recent.get(`${team}/${user}`)
    if (recent && this.#parts.now() - recent.at < recentMs) return recent.person
    const before = await this.known(team, user)
    if (before === 'nobody') return undefined
    if (before && this.#isFresh(before)) return this.#remember(`${team}/${user}`, before)
    return this.#ask(team, user).catch((failure: unknown) => {
      if (before && failure instanceof SlackTrouble) return before
      throw failure
    })
  }

  /** Somebody as met before, without a call. */
  async known(team: string, user: string): Promise<KnownPerson | 'nobody' | undefined> {
    const alias = this.#aliasOf(team, user)
    if (alias && alias.id === undefined) return 'nobody'
    return this.#parts.roster.person(teamRef(team), thingRef(team, alias?.id ?? user))
  }

  /**
   * The people behind these ids, each once and bots left out, those who were not met within a day as Slack shows them now.
   */
  async all(team: string, users: readonly string[]): Promise<readonly KnownPerson[]> {
    const people = new Map<Ref, KnownPerson>()
    let strangers = await this.#sortOut(team, users, people)
    if (strangers.length > fewEnoughToAsk) {
      await this.#leafThrough(team, new Set(strangers))
      strangers = await this.#sortOut(team, strangers, people)
    }
    for (const user of strangers) {
      const person = await this.person(team, user)
      if (person) people.set(person.ref, person)
    }
    return [...people.values()]
  }

  /** Puts those who were met within a day among the people; answers the ids of the others. */
  async #sortOut(
    team: string,
    users: readonly string[],
    people: Map<Ref, KnownPerson>,
  ): Promise<readonly string[]> {
    const ids = new Map<string, string>()
    for (const user of users) {
      const alias = this.#aliasOf(team, user)
      if (!alias) ids.set(user, user)
      else if (alias.id !== undefined) ids.set(user, alias.id)
    }
    const refs = [...new Set(ids.values())].map((id) => thingRef(team, id))
    const met = await this.#parts.roster.people(teamRef(team), refs)
    const fresh = new Map(met.filter((one) => this.#isFresh(one)).map((one) => [one.ref, one]))
    return [...ids].flatMap(([user, id]) => {
      const person = fresh.get(thingRef(team, id))
      if (person) people.set(person.ref, person)
      return person ? [] : [user]
    })
  }

  /** Slack shows a user as they are now: whoever was met before is brought up to date. */
  async changed(team: string, user: SlackUser): Promise<void> {
    const before = await this.#parts.roster.person(teamRef(team), thingRef(team, personId(user)))
    if (before) await this.#meet(team, [user])
    else this.#aliases.delete(`${team}/${user.id}`)
  }

  #remember(key: string, person: KnownPerson): KnownPerson {
    if (this.#recent.size >= mostRemembered) this.#recent.clear()
    this.#recent.set(key, { person, at: this.#parts.now() })
    return person
  }

  #isFresh({ metAt }: KnownPerson): boolean {
    return this.#parts.now() - metAt < freshMs
  }

  /** Ten who ask at once make one call. */
  #ask(team: string, user: string): Promise<KnownPerson | undefined> {
    const key = `${team}/${user}`
    const asking = this.#asking.get(key)
    if (asking) return asking
    const answer = this.#learn(team, user).finally(() => this.#asking.delete(key))
    this.#asking.set(key, answer)
    return answer
  }

  async #learn(team: string, user: string): Promise<KnownPerson | undefined> {
    if (user === slackbot) return undefined
    const found = await this.#userInfo(team, user)
    if (!found) return undefined
    const [seen] = await this.#meet(team, [found], user)
    if (!seen || seen.gone) return undefined
    return this.#parts.roster.person(teamRef(team), seen.ref)
  }

  async #userInfo(team: string, user: string): Promise<SlackUser | undefined> {
    const call = { team, method: 'users.info' }
    try {
      const answer = await callInTurn(this.#parts, call, { user, include_locale: true })
      return z.object({ user: slackUserSchema }).parse(answer).user
    } catch (failure) {
      if (failure instanceof SlackTrouble && unknown.has(failure.error)) return undefined
      throw failure
    }
  }

  /** Many at once: the workspace's list, page by page, until all are met. Those it does not hold are asked for one by one. */
  async #leafThrough(team: string, wanted: Set<string>): Promise<void> {
    let cursor: string | undefined
    for (let page = 0; page < mostPages && wanted.size > 0; page++) {
      const call = { team, method: 'users.list' }
      const more = cursor === undefined ? {} : { cursor }
      const args = { include_locale: true, limit: 200, team_id: team, ...more }
      const { members, response_metadata } = pageSchema.parse(
        await callInTurn(this.#parts, call, args),
      )
      const here = members.flatMap((member) => slackUserSchema.safeParse(member).data ?? [])
      const met = here.filter((user) => wanted.has(user.id) || wanted.has(personId(user)))
      await this.#meet(team, met)
      for (const user of met) for (const id of [user.id, personId(user)]) wanted.delete(id)
      cursor = response_metadata?.next_cursor || undefined
      if (cursor === undefined) return
    }
  }

  async #meet(
    team: string,
    users: readonly SlackUser[],
    askedAs?: string,
  ): Promise<readonly PersonSeen[]> {
    const seen: PersonSeen[] = []
    const tenant = { team, enterprise: await this.#enterpriseOf(team) }
    for (const user of users) {
      const person = personSeen(tenant, user)
      const id = person && !person.gone ? partsOf(person.ref).id : undefined
      for (const alias of new Set([user.id, personId(user), askedAs ?? user.id]))
        this.#recent.delete(`${team}/${alias}`)
      for (const alias of new Set([user.id, askedAs ?? user.id])) this.#note(team, alias, id)
      if (person) seen.push(person)
    }
    // Somebody who was deactivated is news only about those who were here.
    const gone = seen.filter((person) => person.gone).map(({ ref }) => ref)
    const known = gone.length > 0 ? await this.#parts.roster.people(teamRef(team), gone) : []
    const leaving = new Set(known.map(({ ref }) => ref))
    const news = seen.filter((person) => !person.gone || leaving.has(person.ref))
    if (news.length > 0) await this.#parts.roster.meet(teamRef(team), news)
    return seen
  }

  async #enterpriseOf(team: string): Promise<string | undefined> {
    try {
      return (await this.#parts.tokens.tokenFor(team)).enterprise
    } catch (failure) {
      throw troubleOf('auth.test', failure)
    }
  }

  #note(team: string, alias: string, id: string | undefined): void {
    const key = `${team}/${alias}`
    this.#aliases.delete(key)
    if (id === alias) return
    if (this.#aliases.size >= mostRemembered) this.#aliases.clear()
    this.#aliases.set(key, { id, at: this.#parts.now() })
  }

  #aliasOf(team: string, user: string): { readonly id: string | undefined } | undefined {
    if (user === slackbot) return { id: undefined }
    const alias = this.#aliases.get(`${team}/${user}`)
    return alias && this.#parts.now() - alias.at < freshMs ? alias : undefined
  }
}

const freshMs = 24 * 60 * 60_000
const recentMs = 30_000
/** users.info takes 100 a minute, users.list 20 pages. */
const fewEnoughToAsk = 15
const mostPages = 15
const mostRemembered = 20_000

const unknown = new Set(['user_not_found', 'user_not_visible', 'users_not_found'])

const pageSchema = z.object({
  members: z.array(z.unknown()).catch([]),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})
