import { boardOf, type ProposalTarget } from '#src/app/board.ts'
import { adapterFor, asRef, type Chat } from '#src/chat/chat.ts'
import type { Said } from '#src/chat/contract.ts'
import { card } from '#src/chat/messages/card.ts'

/** Posts the card of a proposal, or brings the posted one up to date. Safe to repeat. */
export async function refreshCard(chat: Chat, target: ProposalTarget): Promise<void> {
  const { app, bus } = chat
  const found = await boardOf(app, target)
  if (!found) return
  const adapter = adapterFor(chat, found.channel)
  await adapter.turn?.(asRef(found.channel))
  // Ballots came while it waited: what is shown last is what stands in the database.
  const board = adapter.turn ? await boardOf(app, target) : found
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
