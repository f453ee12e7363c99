import type { App } from '@slack/bolt'
import { z } from 'zod'
import { parseAction } from '#src/chat/actions.ts'
import type { Ref } from '#src/chat/contract.ts'
import { readViewMetadata } from '../blocks/read-view.ts'
import { messageRef, partsOf, thingRef } from '../refs.ts'
import { afterwards, answerBeside, answerInside } from './answer.ts'
import { ask, type Asked, factsOf, languageFor, memberRef } from './ask.ts'
import type { Desk } from './desk.ts'
import { address, id, tenantOf, trigger } from './payload.ts'

/** Buttons: on cards, in private messages, in windows, on the app's own page. */
export function listenToPresses(app: App, desk: Desk): void {
  app.action({ type: 'block_actions' }, async ({ body, ack, context }) => {
    // A link, a field that somebody filled in, a button of an older time: Slack wants to hear that it came.
    await ack()
    const parsed = pressSchema.safeParse(body)
    if (!parsed.success) return
    const press = parsed.data
    const { enterprise, team: sender } = tenantOf(context)
    const team = press.view?.app_installed_team_id ?? sender
    const place = placeOf(press, team)
    const asked: Asked = {
      team,
      enterprise,
      user: press.user.id,
      channel: place.channel,
      surface: 'press',
      posts: parseAction(press.actions[0].value)?.kind === 'propose',
    }
    if (place.message)
      void desk.underWay.add(adopt(desk, asked, place.message, press.message?.metadata))
    const work = ask(desk, asked, (scene) =>
      desk.inbox().receive({
        ...scene,
        id: press.trigger_id,
        kind: 'press',
        action: press.actions[0].value,
        ...(place.message ? { message: place.message } : {}),
      }),
    )
    const door = {
      channel: place.channel,
      user: asked.user,
      trigger: press.trigger_id,
      respondTo: press.response_url,
      language: () => languageFor(desk, asked),
      surface: asked.surface,
    }
    const { view } = press
    await afterwards(
      desk,
      'press',
      view?.type === 'modal'
        ? answerInside(desk, { ...door, viewId: view.id }, work)
        : answerBeside(desk, door, work, async () => false),
    )
  })
}

const actionSchema = z.object({
  type: z.literal('button'),
  action_id: z.string().regex(/^press:\d+$/),
  value: z.string().min(1).max(2000),
})

const pressSchema = z.object({
  trigger_id: trigger,
  response_url: address.optional().catch(undefined),
  user: z.object({ id }),
  channel: z.object({ id }).optional(),
  message: z.object({ ts: id, metadata: z.unknown().optional() }).optional(),
  container: z.object({ message_ts: id.optional(), channel_id: id.optional() }).optional(),
  view: z
    .object({
      id,
      type: z.enum(['modal', 'home']),
      private_metadata: z.string(),
      app_installed_team_id: id.nullish().transform((given) => given ?? undefined),
    })
    .optional(),
  actions: z.tuple([actionSchema], z.unknown()),
})

type Press = z.output<typeof pressSchema>

// What a window carries comes back from Slack as we wrote it: it names the channel that its answer belongs to.
function placeOf(press: Press, team: string): { readonly channel: Ref; readonly message?: Ref } {
  if (press.view) {
    const carried = readViewMetadata(press.view)?.channel
    const isOurs = carried !== undefined && partsOf(carried).team === team
    return { channel: isOurs ? carried : thingRef(team, press.user.id) }
  }
  const channel = press.channel?.id ?? press.container?.channel_id
  if (channel === undefined) return { channel: thingRef(team, press.user.id) }
  const ts = press.message?.ts ?? press.container?.message_ts
  return {
    channel: thingRef(team, channel),
    ...(ts === undefined ? {} : { message: messageRef(team, channel, ts) }),
  }
}

async function adopt(desk: Desk, asked: Asked, message: Ref, metadata: unknown): Promise<void> {
  if (metadata === undefined) return
  await desk.adopt(memberRef(asked), message, metadata).catch((failure: unknown) => {
    desk.log.warn(factsOf(failure), 'a message that came back could not be noted')
  })
}
