import type { App } from '@slack/bolt'
import { z } from 'zod'
import type { About } from '#src/chat/contract.ts'
import { partsOf, thingRef } from '../refs.ts'
import { SlackTrouble } from '../send/slack-api.ts'
import { afterwards, answerBeside } from './answer.ts'
import { ask, type Asked, languageFor } from './ask.ts'
import type { Desk } from './desk.ts'
import { address, id, tenantOf, trigger } from './payload.ts'
import { readable } from './readable.ts'

/** "Propose a badge", from anywhere; and from a message, which becomes evidence. */
export function listenToShortcuts(app: App, desk: Desk): void {
  app.shortcut({ type: 'shortcut' }, async ({ body, ack, context }) => {
    await ack()
    const { user, trigger_id: triggerId } = shortcutSchema.parse(body)
    const tenant = tenantOf(context)
    // No channel is meant: the group is asked for.
    await propose(desk, triggerId, {
      ...tenant,
      user: user.id,
      channel: thingRef(tenant.team, user.id),
      surface: 'shortcut',
      posts: true,
    })
  })
  app.shortcut({ type: 'message_action' }, async ({ body, ack, context }) => {
    await ack()
    const pointed = pointedSchema.parse(body)
    const tenant = tenantOf(context)
    const asked: Asked = {
      ...tenant,
      user: pointed.user.id,
      channel: thingRef(tenant.team, pointed.channel.id),
      surface: 'shortcut',
      group: 'fresh',
      posts: true,
    }
    await propose(desk, pointed.trigger_id, asked, pointed)
  })
}

async function propose(
  desk: Desk,
  triggerId: string,
  asked: Asked,
  pointed?: Pointed,
): Promise<void> {
  const work = ask(desk, asked, async (scene) =>
    desk.inbox().receive({
      ...scene,
      id: triggerId,
      kind: 'command',
      text: 'propose',
      ...(pointed ? { about: await aboutOf(desk, asked, pointed) } : {}),
    }),
  )
  const door = {
    channel: asked.channel,
    user: asked.user,
    trigger: triggerId,
    respondTo: pointed?.response_url,
    language: () => languageFor(desk, asked),
    surface: asked.surface,
  }
  await afterwards(
    desk,
    'shortcut',
    answerBeside(desk, door, work, async () => false),
  )
}

async function aboutOf(desk: Desk, { team, channel }: Asked, { message }: Pointed): Promise<About> {
  const url = await permalink(desk, { team, channel: partsOf(channel).id, ts: message.ts })
  return {
    text: readable(message.text),
    ...(url === undefined ? {} : { url }),
    ...(message.user === undefined ? {} : { author: thingRef(team, message.user) }),
  }
}

// The words are evidence without it too.
async function permalink(
  { api }: Desk,
  { team, channel, ts }: { readonly team: string; readonly channel: string; readonly ts: string },
): Promise<string | undefined> {
  try {
    const answer = await api.call(team, 'chat.getPermalink', { channel, message_ts: ts })
    return permalinkSchema.parse(answer).permalink
  } catch (failure) {
    if (failure instanceof SlackTrouble) return undefined
    throw failure
  }
}

const permalinkSchema = z.object({ permalink: z.url({ protocol: /^https?$/ }).optional() })

const shortcutSchema = z.object({ trigger_id: trigger, user: z.object({ id }) })

const pointedSchema = shortcutSchema.extend({
  response_url: address,
  channel: z.object({ id }),
  message: z.object({ ts: id, text: z.string().max(40_000).default(''), user: id.optional() }),
})

type Pointed = z.output<typeof pointedSchema>
