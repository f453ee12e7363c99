import { findProposal } from '#src/storage/proposals.ts'
import { findGroup, type GroupRow, roomOfGroup } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

/** A running vote for a classroom's projector: how far it is, and how to join. No names. */
export interface ScreenView {
  readonly proposal: ProposalView
  readonly group: GroupRow
  /** Where the group meets on the web, when it does. */
  readonly roomCode: string | undefined
}

export async function viewScreen(
  { store }: App,
  proposalId: string,
): Promise<ScreenView | undefined> {
  const { db } = store
  const row = await findProposal(db, proposalId)
  const group = row && (await findGroup(db, row.groupId))
  if (!row || !group) return undefined
  const room = await roomOfGroup(db, group)
  return { proposal: viewProposal(row), group, roomCode: room?.code }
}
