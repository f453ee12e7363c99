import { MessageFlags } from 'discord.js'
import { z } from 'zod'
import { languageOf } from '../people/discord-member.ts'
import type { Language } from '#src/chat/contract.ts'

/** What it was; `unknown`: something that is yet to come. */
export type CameKind = 'command' | 'press' | 'autocomplete' | 'modal' | 'unknown'

/** Something that somebody did on Discord, as far as it is the same whatever it was. */
export interface Came {
  readonly id: string
  /** When it came here. */
  readonly at: number
  readonly application: string
  /** Lets in for a quarter of an hour: a secret. */
  readonly token: string
  readonly kind: CameKind
  /** Undefined: in a private conversation. */
  readonly guild: string | undefined
  /** Where it was done; of a thread, the channel that it belongs to. */
  readonly channel: string
  readonly isThread: boolean
  readonly user: string
  /** In a server: as Discord shows its members. */
  readonly member: unknown
  readonly roles: readonly string[]
  readonly locale: string | undefined
  /** What they read; undefined: neither of our languages, nor does their server. */
  readonly language: Language | undefined
  /** What the bot may do there; undefined: Discord does not say. */
  readonly appPermissions: string | undefined
  /** What the button or the list carries, or the modal. */
  readonly customId: string | undefined
  /** It was done in a message of ours that this person alone sees: the answer takes its place. */
  readonly isInOwn: boolean
  /** The public message that the button is on. */
  readonly message: { readonly id: string; readonly channel: string } | undefined
  readonly data: unknown
}

/** Undefined: nothing that could be answered. Keys that nobody knows are no reason. */
export function readCame(raw: unknown, at: number): Came | undefined {
  const parsed = cameSchema.safeParse(raw).data
  const user = parsed?.member?.user.id ?? parsed?.user?.id
  if (!parsed || user === undefined) return undefined
  const { id, application_id: application, token, type, guild_id: guild, message, data } = parsed
  const isThread = parsed.channel?.type !== undefined && threads.has(parsed.channel.type)
  const here = parsed.channel_id ?? parsed.channel?.id ?? ''
  const isInOwn = message !== undefined && (message.flags & MessageFlags.Ephemeral) !== 0
  return {
    id,
    at,
    application,
    token,
    kind: kinds.get(type) ?? 'unknown',
    guild,
    channel: (isThread ? parsed.channel?.parent_id : undefined) ?? here,
    isThread,
    user,
    member: parsed.member,
    roles: parsed.member?.roles ?? [],
    locale: parsed.locale,
    language: languageOf(parsed.locale) ?? languageOf(parsed.guild_locale),
    appPermissions: parsed.app_permissions,
    customId: data?.custom_id,
    isInOwn,
    message:
      message && !isInOwn ? { id: message.id, channel: message.channel_id ?? here } : undefined,
    data,
  }
}

// https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object-interaction-type
const kinds: ReadonlyMap<number, CameKind> = new Map([
  [2, 'command'],
  [3, 'press'],
  [4, 'autocomplete'],
  [5, 'modal'],
])

const snowflake = z.string().regex(/^\d{1,20}$/)

// What is missing or odd is left out: only what everything hangs on is asked for.
const maybe = <Schema extends z.ZodType>(schema: Schema) =>
  schema
    .nullish()
    .catch(undefined)
    .transform((given) => given ?? undefined)

const cameSchema = z.looseObject({
  id: snowflake,
  application_id: snowflake,
  token: z.string().min(1).max(2000),
  type: z.number(),
  guild_id: maybe(snowflake),
  channel_id: maybe(snowflake),
  channel: maybe(z.looseObject({ id: snowflake, type: z.number(), parent_id: maybe(snowflake) })),
  member: maybe(
    z.looseObject({
      user: z.looseObject({ id: snowflake }),
      roles: z.array(snowflake).catch([]),
    }),
  ),
  user: maybe(z.looseObject({ id: snowflake })),
  locale: maybe(z.string()),
  guild_locale: maybe(z.string()),
  app_permissions: maybe(z.string()),
  message: maybe(
    z.looseObject({ id: snowflake, channel_id: maybe(snowflake), flags: z.number().catch(0) }),
  ),
  data: maybe(z.looseObject({ custom_id: maybe(z.string()) })),
})

// Announcement, public and private threads.
const threads = new Set([10, 11, 12])
