import { z } from 'zod'
import type { PersonSeen } from '#src/chat/chat-book.ts'
import type { Language } from '#src/chat/contract.ts'
import { thingRef } from '../refs.ts'

const flag = z.boolean().nullish().catch(undefined)
const text = z.string().nullish().catch(undefined)

/** A user as `users.info`, `users.list` and the events show them; what Slack leaves out is undefined. */
export const slackUserSchema = z.object({
  id: z.string().min(1),
  team_id: text,
  name: text,
  real_name: text,
  deleted: flag,
  is_bot: flag,
  is_workflow_bot: flag,
  is_stranger: flag,
  is_admin: flag,
  is_owner: flag,
  is_primary_owner: flag,
  locale: text,
  profile: z
    .object({ real_name: text, display_name: text, email: text })
    .nullish()
    .catch(undefined),
  enterprise_user: z
    .object({ id: text, teams: z.array(z.string()).nullish().catch(undefined) })
    .nullish()
    .catch(undefined),
})

export type SlackUser = z.output<typeof slackUserSchema>

/**
 * The id under which a person is kept. In an Enterprise Grid the same person may have an id of the workspace and one of the
 * whole organisation: the second is theirs wherever they are.
 */
export function personId({ id, enterprise_user: wide }: SlackUser): string {
  return wide?.id || id
}

/** The person behind a user; undefined for what is no person. */
export function personSeen({ team, enterprise }: Tenant, user: SlackUser): PersonSeen | undefined {
  if (isNobody(user)) return undefined
  const outside = isOutside({ team, enterprise }, user)
  const runs = [user.is_admin, user.is_owner, user.is_primary_owner].includes(true)
  return {
    ref: thingRef(team, personId(user)),
    name: nameOf(user),
    email: user.profile?.email || undefined,
    language: languageOf(user.locale),
    // An admin of another organisation runs nothing here.
    rank: runs && !outside ? 'owner' : 'member',
    outside,
    gone: user.deleted === true,
  }
}

/** A workspace, and the Enterprise Grid organisation that it belongs to, if any. */
export interface Tenant {
  readonly team: string
  readonly enterprise: string | undefined
}

/** Slackbot says of itself that it is no bot. */
export const slackbot = 'USLACKBOT'

function isNobody({ id, is_bot, is_workflow_bot }: SlackUser): boolean {
  return id === slackbot || is_bot === true || is_workflow_bot === true
}

// Whoever is of a whole organisation has its id for a team: ours when it is the workspace's own.
function isOutside({ team, enterprise }: Tenant, user: SlackUser): boolean {
  if (user.is_stranger === true) return true
  if (!user.team_id || user.team_id === team || user.team_id === enterprise) return false
  return user.enterprise_user?.teams?.includes(team) !== true
}

function nameOf({ profile, real_name, name, id }: SlackUser): string {
  return profile?.real_name || real_name || profile?.display_name || name || id
}

function languageOf(locale: string | null | undefined): Language | undefined {
  if (locale?.startsWith('fr')) return 'fr'
  return locale?.startsWith('en') ? 'en' : undefined
}
