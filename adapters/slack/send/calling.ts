import type { KnownBlock } from '@slack/types'
import { limits } from '../blocks/limits.ts'
import type { Body } from './send-fitting.ts'

/**
 * The message with the people whom it calls in front: they are notified. The words themselves mention nobody, whatever people
 * wrote in them.
 * @see https://docs.slack.dev/messaging/formatting-message-text/#mentioning-users
 */
export function calling(people: readonly string[], body: Body): Body {
  if (people.length === 0 || body.blocks.length >= limits.message.blocks) return body
  const mentions = people.map((id) => `<@${id}>`).join(' ')
  const front: KnownBlock = { type: 'section', text: { type: 'mrkdwn', text: mentions } }
  return { ...body, text: `${mentions} ${body.text}`, blocks: [front, ...body.blocks] }
}
