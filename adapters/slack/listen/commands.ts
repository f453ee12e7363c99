import type { App } from '@slack/bolt'
import { z } from 'zod'
import { parseCommand } from '#src/chat/commands.ts'
import type { Message } from '#src/chat/contract.ts'
import { thingRef } from '../refs.ts'
import { afterwards, answerBeside, ephemeral } from './answer.ts'
import { ask, type Asked, languageFor, type Told } from './ask.ts'
import type { Desk } from './desk.ts'
import { address, id, tenantOf, trigger } from './payload.ts'
import { readable } from './readable.ts'

/** `/badge …`: what is typed in a channel. */
export function listenToCommands(app: App, desk: Desk): void {
  app.command('/badge', async ({ body, ack, context }) => {
    const command = commandSchema.parse(body)
    const tenant = tenantOf(context)
    const text = readable(command.text)
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
      trigger: command.trigger_id,
      respondTo: command.response_url,
      language: languageFor(desk, asked),
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
function needs(text: string): Pick<Asked, 'group' | 'groupless'> {
  const name = parseCommand(text)?.name
  if (name !== undefined && groupful.has(name)) return { group: 'fresh' }
  return { group: 'known', groupless: true }
}

const groupful: ReadonlySet<string> = new Set(['propose', 'settings'])

// A message with a picture goes another way, for Slack does not say when it could not show this one.
function answerAtOnce({ reply, language }: Told): ReturnType<typeof ephemeral> | undefined {
  return 'message' in reply && !hasPicture(reply.message)
    ? ephemeral(reply.message, language)
    : undefined
}

function hasPicture({ parts = [] }: Message): boolean {
  return parts.some(({ kind }) => kind === 'image')
}
