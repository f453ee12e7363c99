import { isOpen } from '#src/domain/proposal.ts'
import { standingOf } from '#src/storage/ballots.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { findGroup } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { type Place, placeOf } from './place-of.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

/** A vote that a member still owes, and where to say so; undefined when nothing is owed any more. */
export async function owedVote(
  app: App,
  {
    workspaceId,
    proposalId,
    memberId,
  }: { readonly workspaceId: string; readonly proposalId: string; readonly memberId: string },
): Promise<{ readonly view: ProposalView; readonly place: Place } | undefined> {
  const { db } = app.store
  const row = await findProposal(db, proposalId)
  if (row?.workspaceId !== workspaceId || !isOpen(row, app.now())) return undefined
  const standing = await standingOf(db, { workspaceId, proposalId, memberId })
  if (!standing || standing.choices !== null) return undefined
  const group = await findGroup(db, row.groupId)
  const place = group && (await placeOf(app, group, memberId))
  return place && { view: viewProposal(row), place }
}
