import type { App } from '#src/app/app.ts'
import { ownAwards } from '#src/app/own-awards.ts'
import type { Delivery } from '#src/app/view-delivery.ts'
import { texts } from '#src/texts/texts.ts'
import type { Actor } from '#src/chat/actor.ts'
import { claimAction } from '#src/chat/actions.ts'
import type { Language, Message, Part, Reply } from '#src/chat/contract.ts'
import { awardMessage, revokedMessage } from '#src/chat/messages/award-message.ts'
import { emailButtons } from './email.ts'
import { refusal } from './refusal.ts'

/** The button under an accepted card: brings a recipient the own badges of that vote, and nobody else's. */
export async function claimReply(app: App, actor: Actor, proposalId: string): Promise<Reply> {
  const { language, member } = actor
  const found = await ownAwards(app, { proposalId, member })
  if (found.length === 0) return refusal(language, { code: 'not-your-badge' })
  const messages: Message[] = []
  for (const delivery of found)
    messages.push(await messageFor(app, language, { delivery, proposalId }))
  const message = joined(messages)
  const buttons = [...(message.buttons ?? []), ...(await emailButtons(app, actor))]
  return { message: { ...message, ...(buttons.length > 0 ? { buttons } : {}) } }
}

async function messageFor(
  app: App,
  language: Language,
  { delivery, proposalId }: { readonly delivery: Delivery; readonly proposalId: string },
): Promise<Message> {
  const { view } = delivery
  const t = texts[language].chat
  switch (view.state) {
    case 'being-made':
      return {
        text: t.claim.beingMade,
        buttons: [{ label: t.claim.again, action: claimAction(proposalId) }],
      }
    case 'declined':
      return { text: t.decline.already }
    case 'revoked':
      return revokedMessage(app, language, view)
    case 'valid':
      return awardMessage(app, language, { view, png: await delivery.bakedPicture() })
  }
}

// Of somebody with two accounts both may have received a badge.
function joined(messages: readonly Message[]): Message {
  const [first, ...others] = messages
  if (first && others.length === 0) return first
  return {
    text: messages.map(({ text }) => text).join('\n'),
    parts: messages.flatMap(partsOf),
    buttons: messages.flatMap(({ buttons = [] }) => buttons),
    files: messages.flatMap(({ files = [] }) => files),
  }
}

function partsOf({ text, parts }: Message): readonly Part[] {
  return parts ?? [{ kind: 'text', text }]
}
