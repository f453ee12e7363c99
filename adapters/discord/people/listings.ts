import { z } from 'zod'
import type { DiscordApi } from '../send/discord-api.ts'
import { type DiscordMember, idSchema, memberSchema } from './discord-member.ts'

/** The lists of members of servers, as they were ten seconds ago at most. */
export class Listings {
  readonly #parts: { readonly api: Pick<DiscordApi, 'call'>; readonly now: () => number }
  readonly #lists = new Map<
    string,
    { readonly at: number; readonly members: Promise<readonly DiscordMember[]> }
  >()

  constructor(parts: { readonly api: Pick<DiscordApi, 'call'>; readonly now: () => number }) {
    this.#parts = parts
  }

  /** The people of a server: neither bots nor those who are not through its screening. Throws `DiscordTrouble`. */
  async members(guild: string): Promise<readonly DiscordMember[]> {
    const { now } = this.#parts
    const known = this.#lists.get(guild)
    if (known && now() - known.at < freshMs) return known.members
    const members = this.#leafThrough(guild)
    if (this.#lists.size >= mostRemembered) this.#lists.clear()
    this.#lists.set(guild, { at: now(), members })
    members.catch(() => this.#lists.delete(guild))
    return members
  }

  /** How many have a role; undefined: Discord does not say. */
  async countOf(guild: string, role: string): Promise<number | undefined> {
    try {
      const answer = await this.#parts.api.call('GET', `/guilds/${guild}/roles/member-counts`)
      return z.record(z.string(), z.number()).parse(answer)[role]
    } catch {
      return undefined
    }
  }

  async #leafThrough(guild: string): Promise<readonly DiscordMember[]> {
    const people = new Map<string, DiscordMember>()
    let after = '0'
    for (let page = 0; page < mostPages; page++) {
      const query = { limit: pageSize, after }
      const answer = await this.#parts.api.call('GET', `/guilds/${guild}/members`, { query })
      const seen = pageSchema.parse(answer).flatMap((one) => memberSchema.safeParse(one).data ?? [])
      // A page that is not full may not be the last.
      const last = seen.at(-1)?.user.id
      if (last === undefined || last === after) break
      for (const member of seen) if (isPerson(member)) people.set(member.user.id, member)
      after = last
    }
    return [...people.values()]
  }
}

// Whoever is told that there are too few voters gives somebody the role, and proposes again.
const freshMs = 10_000
const pageSize = 1000
const mostPages = 200
const mostRemembered = 50

const pageSchema = z.array(z.looseObject({ user: z.looseObject({ id: idSchema }) }))

function isPerson({ user, pending }: DiscordMember): boolean {
  return user.bot !== true && user.system !== true && pending !== true
}
