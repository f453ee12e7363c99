import { countAwards, groupAwardOf } from '#src/storage/awards.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { findGroup, type GroupRow, issuerOf, type IssuerRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

/** The public record of a vote: the rule, the size of the roll, the tally, the dates; never a voter, nor a person's name. */
export interface RecordView {
  readonly proposal: ProposalView
  readonly group: GroupRow
  readonly issuer: IssuerRow
  /** The badge of the group, where the vote made one. */
  readonly groupAwardId: string | undefined
  readonly badgesMade: number
}

export async function viewRecord(
  { store }: App,
  proposalId: string,
): Promise<RecordView | undefined> {
  const { db } = store
  const row = await findProposal(db, proposalId)
  const group = row && (await findGroup(db, row.groupId))
  const issuer = row && (await issuerOf(db, row.workspaceId))
  if (!row || !group || !issuer) return undefined
  const { person, group: toGroup } = await countAwards(db, row.workspaceId, row.id)
  return {
    proposal: viewProposal(row),
    group,
    issuer,
    groupAwardId: await groupAwardOf(db, row.workspaceId, row.id),
    badgesMade: person + toGroup,
  }
}
