import { z } from 'zod'
import type { DiscordApi } from '../send/discord-api.ts'
import { idSchema, languageOf } from './discord-member.ts'
import { bitsOf } from './permissions.ts'
import type { Language } from '#src/chat/contract.ts'

export interface Role {
  readonly id: string
  readonly name: string
  readonly permissions: bigint
  /** Of a bot or another service: no people are given it. */
  readonly isManaged: boolean
}

/** A server as Discord shows it. */
export interface GuildFacts {
  readonly id: string
  readonly name: string
  readonly owner: string
  readonly language: Language | undefined
  /** By id; that of everybody has the id of the server. */
  readonly roles: ReadonlyMap<string, Role>
}

/** A channel, or a thread of one. */
export interface ChannelFacts {
  readonly id: string
  readonly name: string
  /** Undefined: a private conversation. */
  readonly guild: string | undefined
  readonly kind: 'channel' | 'thread' | 'private'
  readonly parent: string | undefined
  readonly overwrites: readonly Overwrite[]
}

/** What a channel gives to or takes from a role or a person. */
export interface Overwrite {
  readonly id: string
  readonly ofRole: boolean
  readonly allow: bigint
  readonly deny: bigint
}

/** What Discord says of servers and channels, as it was a minute ago at most. */
export class Facts {
  readonly #parts: { readonly api: Pick<DiscordApi, 'call'>; readonly now: () => number }
  readonly #asked = new Map<string, { readonly at: number; readonly answer: Promise<unknown> }>()

  constructor(parts: { readonly api: Pick<DiscordApi, 'call'>; readonly now: () => number }) {
    this.#parts = parts
  }

  /** Throws `DiscordTrouble`. */
  async guild(guild: string): Promise<GuildFacts> {
    const { id, name, owner_id, roles, ...more } = guildSchema.parse(
      await this.#ask(`/guilds/${guild}`),
    )
    const known = roles.map((role) => [role.id, asRole(role)] as const)
    return { id, name, owner: owner_id, language: languageIn(more), roles: new Map(known) }
  }

  /** Throws `DiscordTrouble`. */
  async channel(channel: string): Promise<ChannelFacts> {
    const seen = channelSchema.parse(await this.#ask(`/channels/${channel}`))
    return {
      id: seen.id,
      name: seen.name || seen.id,
      guild: seen.guild_id ?? undefined,
      kind: kindOf(seen.type),
      parent: seen.parent_id ?? undefined,
      overwrites: seen.permission_overwrites.map(({ id, type, allow, deny }) => ({
        id,
        ofRole: type === 0,
        allow: bitsOf(allow),
        deny: bitsOf(deny),
      })),
    }
  }

  /** What is known is old. */
  forget(): void {
    this.#asked.clear()
  }

  /** Ten who ask at once make one call. */
  #ask(path: string): Promise<unknown> {
    const known = this.#asked.get(path)
    if (known && this.#parts.now() - known.at < freshMs) return known.answer
    const answer = this.#parts.api.call('GET', path)
    if (this.#asked.size >= mostRemembered) this.#asked.clear()
    this.#asked.set(path, { at: this.#parts.now(), answer })
    answer.catch(() => this.#asked.delete(path))
    return answer
  }
}

const freshMs = 60_000
const mostRemembered = 2000

const text = z.string().nullish().catch(undefined)

const guildSchema = z.looseObject({
  id: idSchema,
  name: z.string(),
  owner_id: idSchema,
  preferred_locale: text,
  features: z.array(z.string()).catch([]),
  roles: z
    .array(
      z.looseObject({
        id: idSchema,
        name: z.string(),
        permissions: text,
        managed: z.boolean().catch(false),
      }),
    )
    .catch([]),
})

type SeenGuild = z.output<typeof guildSchema>

const channelSchema = z.looseObject({
  id: idSchema,
  type: z.number(),
  name: text,
  guild_id: idSchema.nullish(),
  parent_id: idSchema.nullish().catch(undefined),
  permission_overwrites: z
    .array(z.looseObject({ id: idSchema, type: z.number(), allow: text, deny: text }))
    .catch([]),
})

function asRole({ id, name, permissions, managed }: SeenGuild['roles'][number]): Role {
  return { id, name, permissions: bitsOf(permissions), isManaged: managed }
}

// Discord says `en-US` of every server that never chose: only a community can choose.
function languageIn(guild: Pick<SeenGuild, 'preferred_locale' | 'features'>): Language | undefined {
  const isChosen = guild.preferred_locale !== 'en-US' || guild.features.includes('COMMUNITY')
  return isChosen ? languageOf(guild.preferred_locale) : undefined
}

function kindOf(type: number): ChannelFacts['kind'] {
  if (type === 1 || type === 3) return 'private'
  return type >= 10 && type <= 12 ? 'thread' : 'channel'
}
