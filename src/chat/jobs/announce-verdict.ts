import { boardOf, type ProposalTarget } from '#src/app/board.ts'
import { texts } from '#src/texts/texts.ts'
import { adapterFor, asRef, type Chat } from '#src/chat/chat.ts'
import type { Language, Message } from '#src/chat/contract.ts'
import type { CardParts } from '#src/chat/messages/card.ts'

/** Says in the channel, under the card, how a proposal ended. */
export async function announceVerdict(chat: Chat, target: ProposalTarget): Promise<void> {
  const board = await boardOf(chat.app, target)
  if (!board) return
  const said = { fr: verdictMessage('fr', board), en: verdictMessage('en', board) }
  await adapterFor(chat, board.channel).post(asRef(board.channel), said, {
    key: `verdict:${target.proposalId}`,
    ...(board.cardRef === undefined ? {} : { answering: asRef(board.cardRef) }),
  })
}

function verdictMessage(language: Language, { view, candidate, unwanted }: CardParts): Message {
  const t = texts[language].chat.announce
  const name = view.achievement.name[language]
  const whose = candidate === undefined ? t.ofGroup(name) : t.ofPerson(name, candidate)
  const { status } = view
  if (status === 'open' || status === 'undecided') return { text: whose }
  const none = unwanted ? t.unwanted : ''
  const said = [whose, t.verdict[status], view.settledReason ?? '', none]
  return { text: said.filter(Boolean).join(' ') }
}
