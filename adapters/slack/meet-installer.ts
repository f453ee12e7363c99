import { z } from 'zod'
import type { Roster } from '#src/chat/chat-book.ts'
import { bareClient, slackError } from './bare-client.ts'
import type { InstalledBot } from './installed-secret.ts'
import type { Log } from './log.ts'
import { teamRef, thingRef } from './refs.ts'

/**
 * Makes whoever installed the app an owner here: a role is set at the first meeting, so it is done before any other. Where
 * Slack does not say who it is, its administrators are owners all the same.
 */
export async function meetInstaller(
  { apiUrl, roster, log }: MeetOptions,
  { team, user, bot }: { readonly team: string; readonly user: string; readonly bot: InstalledBot },
): Promise<void> {
  try {
    const client = bareClient(apiUrl, bot.token)
    const answer = answerSchema.parse(await client.users.info({ user, include_locale: true }))
    const { name, real_name: realName, profile, locale } = answer.user
    await roster.meet(teamRef(team), [
      {
        ref: thingRef(team, user),
        name: profile?.display_name || profile?.real_name || realName || name || user,
        email: profile?.email,
        language: languageOf(locale),
        rank: 'owner',
        outside: false,
        gone: false,
      },
    ])
  } catch (failure) {
    log.warn({ error: slackError(failure) }, 'who installed the app in Slack could not be met')
  }
}

interface MeetOptions {
  readonly apiUrl: string
  readonly roster: Pick<Roster, 'meet'>
  readonly log: Log
}

const answerSchema = z.object({
  user: z.object({
    name: z.string().optional(),
    real_name: z.string().optional(),
    locale: z.string().optional(),
    profile: z
      .object({
        display_name: z.string().optional(),
        real_name: z.string().optional(),
        email: z.string().optional(),
      })
      .optional(),
  }),
})

function languageOf(locale: string | undefined): 'fr' | 'en' | undefined {
  if (locale === undefined) return undefined
  return locale.startsWith('fr') ? 'fr' : 'en'
}
