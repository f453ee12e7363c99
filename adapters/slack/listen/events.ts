import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { Message } from '#src/chat/contract.ts'
import { Replays } from '#src/chat/adapting/replays.ts'
import { teamRef, thingRef } from '../refs.ts'
import { admit, ask, factsOf, memberRef, whatWentWrong } from './ask.ts'
import type { Desk } from './desk.ts'
import { id, tenantSchema } from './payload.ts'

/**
 * What happens in a workspace. Slack has its answer before any of this runs and sends nothing again: each effect is one that
 * may be lost, for it is worked out anew when it is needed.
 */
export function listenToEvents(app: App, desk: Desk): void {
  const seen = new Replays()
  app.event(/^/, async ({ body, context }) => {
    const parsed = bodySchema.safeParse(body)
    if (!parsed.success) return
    const { event, event_id: eventId, event_time: time } = parsed.data
    const now = desk.now()
    if (eventId !== undefined && seen.isRepeat(eventId, { until: now + rememberedMs, now })) return
    const { teamId, enterpriseId } = context
    // What happens to a whole organisation names no workspace.
    const tenant = tenantSchema.safeParse({
      team: teamId ?? (ofWholes.has(event.type) ? enterpriseId : undefined),
      enterprise: enterpriseId,
    }).data
    if (!tenant) return
    const happened = {
      ...tenant,
      event,
      eventId: eventId ?? '',
      // Slack counts in seconds.
      at: time && time * 1000 + 999,
    }
    await desk.underWay.add(
      follow(desk, happened).catch((failure: unknown) => {
        desk.log.warn({ ...factsOf(failure), event: event.type }, 'an event of Slack was lost')
      }),
    )
  })
}

type Event = z.output<typeof eventSchema>

interface Happened {
  readonly team: string
  readonly enterprise: string | undefined
  readonly event: Event
  readonly eventId: string
  readonly at: number | undefined
}

async function follow(desk: Desk, happened: Happened): Promise<void> {
  const { team, event, at } = happened
  switch (event.type) {
    case 'app_uninstalled':
      return desk.tokens.forget(team, at)
    case 'tokens_revoked':
      return event.tokens.bot.length > 0 ? desk.tokens.forget(team, at) : undefined
    case 'app_home_opened':
      return event.tab === 'home' ? showHome(desk, happened, event.user) : undefined
    case 'link_shared':
      return unfurl(desk, happened)
    case 'member_joined_channel':
    case 'member_left_channel':
    case 'user_change':
    case 'team_join':
    case 'subteam_created':
    case 'subteam_updated':
    case 'subteam_members_changed':
    case 'channel_rename':
    case 'group_rename':
      await admit(desk, happened)
      await desk.channels.onEvent(team, event)
  }
}

async function showHome(
  desk: Desk,
  { team, enterprise, eventId }: Happened,
  user: string,
): Promise<void> {
  const asked = { team, enterprise, user, channel: thingRef(team, user), surface: 'home' }
  const { reply, language } = await ask(desk, asked, (scene) =>
    desk.inbox().receive({ ...scene, id: eventId, kind: 'home' }),
  )
  if (!('message' in reply)) return
  const publish = (message: Message) => desk.publishHome(memberRef(asked), message, language)
  await publish(reply.message).catch(async (failure: unknown) => {
    const told = whatWentWrong(desk, asked, { failure, language })
    if (!('message' in told.reply)) throw failure
    const { message } = told.reply
    // What only came at the wrong moment is shown after the pause; what cannot be shown is told in its place.
    await publish(told.isAccident ? message : reply.message).catch(() =>
      desk.whisper(memberRef(asked), asked.channel, message, language),
    )
  })
}

async function unfurl(desk: Desk, { team, enterprise, event }: Happened): Promise<void> {
  await admit(desk, { team, enterprise })
  const language = await desk.book.roster.language(teamRef(team))
  await desk.unfurl(team, event, language)
}

const eventSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('app_uninstalled') }),
  z.object({
    type: z.literal('tokens_revoked'),
    tokens: z.object({ bot: z.array(z.string()).default([]) }),
  }),
  z.object({ type: z.literal('app_home_opened'), user: id, tab: z.string().optional() }),
  z.looseObject({
    type: z.enum([
      'link_shared',
      'member_joined_channel',
      'member_left_channel',
      'user_change',
      'team_join',
      'subteam_created',
      'subteam_updated',
      'subteam_members_changed',
      'channel_rename',
      'group_rename',
    ]),
  }),
])

const bodySchema = z.object({
  event_id: id.optional(),
  event_time: z.number().optional(),
  event: eventSchema,
})

// Longer than Slack goes on trying.
const rememberedMs = 600_000

const ofWholes = new Set(['app_uninstalled', 'tokens_revoked'])
