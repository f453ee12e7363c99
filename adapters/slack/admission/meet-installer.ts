import { z } from 'zod'
import type { Log } from '#src/chat/adapting/log.ts'
import type { Roster } from '#src/chat/chat-book.ts'
import { bareClient, slackError } from './bare-client.ts'
import type { InstalledBot } from './installed-secret.ts'
import { personSeen, slackUserSchema } from '../people/slack-user.ts'
import { teamRef } from '../refs.ts'

/**
 * Makes whoever brought the app into a workspace an owner here: a role is set at the first meeting, so it is done before any
 * other. Where the workspace is known already, whoever installs it again has the rank that Slack says, as at any meeting.
 * Where Slack does not say who it is, its administrators are owners all the same.
 */
export async function meetInstaller(
  { apiUrl, roster, log }: MeetOptions,
  { team, user, bot, isFirst }: Installer,
): Promise<void> {
  try {
    const client = bareClient(apiUrl, bot.token)
    const answer = answerSchema.parse(await client.users.info({ user, include_locale: true }))
    const seen = personSeen({ team, enterprise: bot.enterprise }, answer.user)
    if (!seen || seen.gone) return
    const rank = isFirst && !seen.outside ? 'owner' : seen.rank
    await roster.meet(teamRef(team), [{ ...seen, rank }])
  } catch (failure) {
    log.warn({ error: slackError(failure) }, 'who installed the app in Slack could not be met')
  }
}

interface MeetOptions {
  readonly apiUrl: string
  readonly roster: Pick<Roster, 'meet'>
  readonly log: Log
}

interface Installer {
  readonly team: string
  readonly user: string
  readonly bot: InstalledBot
  /** The workspace was unknown until then. */
  readonly isFirst: boolean
}

const answerSchema = z.object({ user: slackUserSchema })
