import { type Board, boardOf, type ProposalTarget } from '#src/app/board.ts'
import { texts } from '#src/texts/texts.ts'
import { adapterFor, asRef, type Chat } from '#src/chat/chat.ts'
import { ChatFailure, type Language, type Message } from '#src/chat/contract.ts'
import { type CardParts, toneOf } from '#src/chat/messages/card.ts'
import { refreshCard } from './refresh-card.ts'

/** Says in the channel, under the card, how a proposal ended. A card that is not there yet comes first. */
export async function announceVerdict(chat: Chat, target: ProposalTarget): Promise<void> {
  const board = await boardWithCard(chat, target)
  if (!board) return
  const said = { fr: verdictMessage('fr', board), en: verdictMessage('en', board) }
  // A card that changes notifies nobody: whom it is about hears of it here.
  const candidate = await board.candidateRef()
  await adapterFor(chat, board.channel).post(asRef(board.channel), said, {
    key: `verdict:${target.proposalId}`,
    ...(board.cardRef === undefined ? {} : { answering: asRef(board.cardRef) }),
    ...(candidate === undefined ? {} : { calling: [asRef(candidate)] }),
  })
}

/** Longer than this nobody waits for a card to learn the verdict; the outbox gives a job up after about three. */
const longestWaitMs = 3_600_000

// No card of this proposal is posted meanwhile: its job is of the same lane.
async function boardWithCard(chat: Chat, target: ProposalTarget): Promise<Board | undefined> {
  const board = await boardOf(chat.app, target)
  if (!board || board.cardRef !== undefined) return board
  try {
    await refreshCard(chat, target)
  } catch (failure) {
    const { settledAt } = board.view
    const isLate = settledAt !== null && chat.app.now() - settledAt > longestWaitMs
    if (!(failure instanceof ChatFailure) || !(failure.permanent || isLate)) throw failure
    return board
  }
  return boardOf(chat.app, target)
}

function verdictMessage(language: Language, { view, candidate, unwanted }: CardParts): Message {
  const t = texts[language].chat.announce
  const name = view.achievement.name[language]
  const whose = candidate === undefined ? t.ofGroup(name) : t.ofPerson(name, candidate)
  const { status } = view
  if (status === 'open' || status === 'undecided') return { text: whose }
  const none = unwanted ? t.unwanted : ''
  const said = [whose, t.verdict[status], view.settledReason ?? '', none]
  return { text: said.filter(Boolean).join(' '), ...toneOf(status) }
}
