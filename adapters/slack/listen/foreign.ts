import type { App } from '@slack/bolt'
import { z } from 'zod'
import { words } from '#src/chat/words.ts'
import { languageFor } from './ask.ts'
import type { Desk } from './desk.ts'
import { id, tenantOf } from './payload.ts'

/**
 * What is not ours: commands under another name, attachments and dialogs of older apps. Each is answered at once, for Slack
 * shows an error to whoever waits three seconds.
 */
export function listenToForeign(app: App, desk: Desk): void {
  app.command(/^(?!\/badge$)/, async ({ body, ack, context }) => {
    const { user_id: user } = commandSchema.parse(body)
    const { team } = tenantOf(context)
    const text = words(languageFor(desk, { team, user })).onlyBadge
    await ack({ response_type: 'ephemeral', text })
  })
  app.action({ type: 'interactive_message' }, async ({ ack }) => ack())
  app.action({ type: 'dialog_submission' }, async ({ ack }) => ack())
  app.options({ type: 'interactive_message' }, async ({ ack }) => ack({ options: [] }))
  app.options({ type: 'dialog_suggestion' }, async ({ ack }) => ack({ options: [] }))
}

const commandSchema = z.object({ user_id: id })
