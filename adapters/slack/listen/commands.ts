import type { App } from '@slack/bolt'
import { z } from 'zod'
import { parseCommand } from '#src/chat/commands.ts'
import type { Message } from '#src/chat/contract.ts'
import { thingRef } from '../refs.ts'
import { afterwards, answerBeside, ephemeral } from './answer.ts'
import { ask, type Asked, languageFor, type Told } from './ask.ts'
import type { Desk } from './desk.ts'
import { address, id, tenantOf, trigger } from './payload.ts'
import { mentioning, readable } from './readable.ts'

/** `/badge …`: what is typed in a channel. */
export function listenToCommands(app: App, desk: Desk): void {
  app.command('/badge', async ({ body, ack, context }) => {
    const command = commandSchema.parse(body)
    const tenant = tenantOf(context)
    const text = textOf(command.text, tenant.team)
    const asked: Asked = {
      ...tenant,
      user: command.user_id,
      channel: thingRef(tenant.team, command.channel_id),
      surface: 'command',
      ...needs(text),
    }
    const work = ask(desk, asked, (scene) =>
      desk.inbox().receive({ ...scene, id: command.trigger_id, kind: 'command', text }),
    )
    const door = {
      channel: asked.channel,
      user: asked.user,
      trigger: command.trigger_id,
      respondTo: command.response_url,
      language: () => languageFor(desk, asked),
      surface: asked.surface,
    }
    await afterwards(
      desk,
      'command',
      answerBeside(desk, door, work, async (told) => {
        const content = told && answerAtOnce(told)
        await ack(content)
        return content !== undefined
      }),
    )
  })
}

const commandSchema = z.object({
  user_id: id,
  channel_id: id,
  text: z.string().max(4000).default(''),
  trigger_id: trigger,
  response_url: address,
})

// The group of a channel is founded by the first command in it; proposing needs to know who is in it now.
function needs(text: string): Pick<Asked, 'group' | 'groupless' | 'mends' | 'posts'> {
  const name = parseCommand(text)?.name
  if (name === 'propose') return { group: 'fresh', posts: true }
  if (name === 'settings') return { group: 'fresh', mends: true }
  return { group: 'known', groupless: true }
}

// People who are mentioned are proposed; everywhere else their names are words like others.
function textOf(typed: string, team: string): string {
  const text = readable(typed)
  return parseCommand(text)?.name === 'propose' ? mentioning(typed, team) : text
}

// A message with a picture goes another way, for Slack does not say when it could not show this one.
function answerAtOnce({ reply, language }: Told): ReturnType<typeof ephemeral> | undefined {
  return 'message' in reply && !hasPicture(reply.message)
    ? ephemeral(reply.message, language)
    : undefined
}

function hasPicture({ parts = [] }: Message): boolean {
  return parts.some(({ kind }) => kind === 'image')
}
