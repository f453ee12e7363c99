import type { MemberRow } from '#src/storage/members.ts'
import { findProposal } from '#src/storage/proposals.ts'
import type { App } from './app.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

/** A proposal of the member's own workspace; another workspace's is as unknown as one that never was. */
export async function viewOwnProposal(
  { store }: App,
  { workspaceId }: Pick<MemberRow, 'workspaceId'>,
  proposalId: string,
): Promise<ProposalView | undefined> {
  const row = await findProposal(store.db, proposalId)
  return row?.workspaceId === workspaceId ? viewProposal(row) : undefined
}
