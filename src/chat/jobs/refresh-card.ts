import { type Board, boardOf, type ProposalTarget } from '#src/app/board.ts'
import { adapterFor, asRef, type Chat } from '#src/chat/chat.ts'
import type { Said } from '#src/chat/contract.ts'
import { card } from '#src/chat/messages/card.ts'

/** Posts the card of a proposal, or brings the posted one up to date. Safe to repeat. */
export async function refreshCard(chat: Chat, target: ProposalTarget): Promise<void> {
  const { app, bus } = chat
  const found = await boardOf(app, target)
  if (!found) return
  const adapter = adapterFor(chat, found.channel)
  const board = await boardInTurn(chat, found)
  if (!board) return
  const said: Said = { fr: card(app, 'fr', board), en: card(app, 'en', board) }
  if (board.cardRef === undefined) {
    const ref = await adapter.post(asRef(board.channel), said, { key: `card:${target.proposalId}` })
    await board.keepCard(ref)
  } else {
    await adapter.update(asRef(board.cardRef), said)
  }
  bus.publish(`proposal:${target.proposalId}`)
}

// Ballots come while it waits: what is shown last is what stands in the database. How a vote ended waits for nothing.
async function boardInTurn(chat: Chat, found: Board): Promise<Board | undefined> {
  const adapter = adapterFor(chat, found.channel)
  if (!adapter.turn || found.view.status !== 'open') return found
  const { channel, cardRef } = found
  const later = await adapter.turn(asRef(channel), cardRef === undefined ? cardRef : asRef(cardRef))
  if (!later) return found.readAnew()
  // The lane is not held up: the verdict, and other cards, go ahead.
  await found.refreshAt(chat.app.now() + later.laterMs)
  return undefined
}
