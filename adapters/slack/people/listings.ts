import { z } from 'zod'
import type { Source } from '#src/chat/contract.ts'
import { thingRef } from '../refs.ts'
import { type Calling, callInTurn } from '../send/call-in-turn.ts'
import { SlackTrouble } from '../send/slack-trouble.ts'

/** The ids of those in a channel, bots among them. */
export async function idsInChannel(
  calling: Calling,
  team: string,
  channel: string,
): Promise<readonly string[]> {
  const ids = new Set<string>()
  let cursor: string | undefined
  for (let page = 0; page < mostPages && ids.size < mostPeople; page++) {
    const call = { team, method: 'conversations.members' }
    const more = cursor === undefined ? {} : { cursor }
    const { members, response_metadata } = membersSchema.parse(
      await callInTurn(calling, call, { channel, limit: 200, ...more }),
    )
    for (const id of members) ids.add(id)
    // A page may hold few and still not be the last; only the cursor says so.
    cursor = response_metadata?.next_cursor || undefined
    if (cursor === undefined) break
  }
  return [...ids].slice(0, mostPeople)
}

// No group that votes is near that large, and no answer makes this go on for ever.
const mostPages = 100
const mostPeople = 10_000

/** The ids of those in a user group, unless it is gone, or the workspace's plan has none any more. */
export async function idsInUserGroup(
  calling: Calling,
  team: string,
  usergroup: string,
): Promise<readonly string[] | 'source-gone'> {
  try {
    const call = { team, method: 'usergroups.users.list' }
    const answer = await callInTurn(calling, call, { usergroup, team_id: team })
    return z
      .object({ users: z.array(z.string()) })
      .parse(answer)
      .users.slice(0, mostPeople)
  } catch (failure) {
    if (failure instanceof SlackTrouble && sourceless.has(failure.error)) return 'source-gone'
    throw failure
  }
}

/** The user groups of a workspace; none where its plan has none, or the app may not see them. */
export async function userGroups(calling: Calling, team: string): Promise<readonly Source[]> {
  try {
    const call = { team, method: 'usergroups.list' }
    const { usergroups } = groupsSchema.parse(await callInTurn(calling, call, { team_id: team }))
    return usergroups
      .filter(({ date_delete }) => !date_delete)
      .map(({ id, name }) => ({ ref: thingRef(team, id), name }))
  } catch (failure) {
    if (failure instanceof SlackTrouble && groupless.has(failure.error)) return []
    throw failure
  }
}

/** A channel as Slack shows it. */
export interface SlackChannel {
  readonly name: string
  readonly hasBot: boolean
  /** Between two or a few people: no group meets there. */
  readonly isPrivateTalk: boolean
}

export async function channelInfo(
  calling: Calling,
  team: string,
  channel: string,
): Promise<SlackChannel> {
  const call = { team, method: 'conversations.info' }
  const answer = infoSchema.parse(await callInTurn(calling, call, { channel })).channel
  return {
    name: answer.name || answer.id,
    hasBot: answer.is_member !== false && answer.is_archived !== true,
    isPrivateTalk: answer.is_im === true || answer.is_mpim === true,
  }
}

const sourceless = new Set([
  'no_such_subteam',
  'subteam_not_found',
  'usergroup_not_found',
  'user_group_not_found',
  'plan_upgrade_required',
  'paid_teams_only',
  'permission_denied',
  'unknown_method',
])

const groupless = new Set([
  'plan_upgrade_required',
  'paid_teams_only',
  'missing_scope',
  'unknown_method',
])

const membersSchema = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
})

const groupsSchema = z.object({
  usergroups: z.array(
    z.object({ id: z.string(), name: z.string(), date_delete: z.number().optional() }),
  ),
})

const infoSchema = z.object({
  channel: z.object({
    id: z.string(),
    name: z.string().nullish(),
    is_member: z.boolean().optional(),
    is_archived: z.boolean().optional(),
    is_im: z.boolean().optional(),
    is_mpim: z.boolean().optional(),
  }),
})
