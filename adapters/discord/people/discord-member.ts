import { z } from 'zod'
import type { PersonSeen } from '#src/chat/chat-book.ts'
import type { Language } from '#src/chat/contract.ts'
import { thingRef } from '../refs.ts'
import { bitsOf, runsServer } from './permissions.ts'

export const idSchema = z.string().regex(/^\d{1,20}$/)

const text = z.string().nullish().catch(undefined)
const flag = z.boolean().nullish().catch(undefined)

/** A member of a server, as an interaction and the lists show them; what Discord leaves out is undefined. */
export const memberSchema = z.looseObject({
  user: z.looseObject({ id: idSchema, username: text, global_name: text, bot: flag, system: flag }),
  nick: text,
  roles: z.array(idSchema).catch([]),
  /** Not through the server's screening yet. */
  pending: flag,
  /** In an interaction alone: all that they may do in its channel. */
  permissions: text,
})

export type DiscordMember = z.output<typeof memberSchema>

/**
 * The person behind a member; undefined for what is no person. `held`: what they may do in the server, where the member does
 * not say it.
 */
export function personSeen(
  guild: string,
  member: DiscordMember,
  { held, locale }: { readonly held?: bigint; readonly locale?: string | undefined },
): PersonSeen | undefined {
  const { user, permissions } = member
  if (user.bot === true || user.system === true) return undefined
  return {
    ref: thingRef(guild, user.id),
    name: nameOf(member),
    email: undefined,
    language: languageOf(locale),
    rank: runsServer(held ?? bitsOf(permissions)) ? 'owner' : 'member',
    outside: false,
    gone: false,
  }
}

/** Of a locale of Discord's; undefined: neither of ours. */
export function languageOf(locale: string | null | undefined): Language | undefined {
  if (locale?.startsWith('fr')) return 'fr'
  return locale?.startsWith('en') ? 'en' : undefined
}

function nameOf({ nick, user }: DiscordMember): string {
  return nick || user.global_name || user.username || user.id
}
