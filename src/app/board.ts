import { findProposal, setCardRef } from '#src/storage/proposals.ts'
import { findGroup } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { namesOf, viewRecord } from './view-record.ts'
import type { ProposalView } from './view-proposal.ts'

export interface ProposalTarget {
  readonly workspaceId: string
  readonly proposalId: string
}

/** What the channel of a group is shown about one of its proposals. */
export interface Board {
  readonly view: ProposalView
  readonly candidate: string | undefined
  readonly proposer: string
  readonly groupAwardId: string | undefined
  readonly channel: string
  /** The card posted earlier. */
  readonly cardRef: string | undefined
  /** Remembers the card that was posted. */
  keepCard(ref: string): Promise<void>
}

export async function boardOf(
  app: App,
  { workspaceId, proposalId }: ProposalTarget,
): Promise<Board | undefined> {
  const { store } = app
  const row = await findProposal(store.db, proposalId)
  const group = row && (await findGroup(store.db, row.groupId))
  const record = await viewRecord(app, proposalId)
  const names = await namesOf(app, proposalId)
  if (!row || !group || !record || !names || row.workspaceId !== workspaceId) return undefined
  return {
    ...names,
    view: record.proposal,
    groupAwardId: record.groupAwardId,
    channel: group.channel,
    cardRef: row.cardRef ?? undefined,
    keepCard: (cardRef) =>
      store.tx((tx) => setCardRef(tx, { workspaceId, id: proposalId, cardRef })),
  }
}
