import type { Language, Message } from '#src/chat/contract.ts'
import { homeView } from '../blocks/message-view.ts'
import { type Calling, callInTurn } from './call-in-turn.ts'
import { SlackTrouble } from './slack-trouble.ts'

/** Shows a message on the page that Slack gives the app for that person. A workspace that shows no such page is no trouble. */
export async function publishHome(
  calling: Calling,
  home: {
    readonly team: string
    readonly user: string
    readonly message: Message
    readonly language: Language
  },
): Promise<void> {
  const { team, user, message, language } = home
  const view = homeView(message, { language })
  const call = { team, method: 'views.publish' }
  await callInTurn(calling, call, { user_id: user, view }).catch((failure: unknown) => {
    if (!(failure instanceof SlackTrouble) || !untroubling.has(failure.error)) throw failure
  })
}

/** Somebody published a newer one meanwhile, or the workspace has no such pages. */
const untroubling = new Set(['hash_conflict', 'not_enabled', 'not_implemented'])
