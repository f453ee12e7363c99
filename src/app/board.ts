import { countAwards, groupAwardOf } from '#src/storage/awards.ts'
import { findMember } from '#src/storage/members.ts'
import { dropRequests, requestJob } from '#src/storage/outbox.ts'
import { findProposal, type ProposalRow, setCardRef } from '#src/storage/proposals.ts'
import type { Db } from '#src/storage/store.ts'
import { findGroup } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { proposalJob } from './jobs.ts'
import { placeOf } from './place-of.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

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
  /** Badges were to be made for the members alone, and nobody wanted one. */
  readonly unwanted: boolean
  readonly channel: string
  /** The card posted earlier. */
  readonly cardRef: string | undefined
  /** Remembers the card that was posted. */
  keepCard(ref: string): Promise<void>
  /** Asks for the card to be brought up to date then; whatever asks for it earlier is heard. */
  refreshAt(at: number): Promise<void>
  /** The card is about to be read anew: whatever asked for it before that is done with it. */
  readAnew(): Promise<Board | undefined>
  /** Whom it is for, on the platform of the channel; undefined: the group, or somebody who is not there. */
  candidateRef(): Promise<string | undefined>
}

export async function boardOf(
  app: App,
  { workspaceId, proposalId }: ProposalTarget,
): Promise<Board | undefined> {
  const { store } = app
  const { db } = store
  const row = await findProposal(db, proposalId)
  const group = row && (await findGroup(db, row.groupId))
  if (!row || !group || row.workspaceId !== workspaceId) return undefined
  const { subject } = row.agreed
  const nameOf = async (id: string) => (await findMember(db, workspaceId, id))?.name
  return {
    view: viewProposal(row),
    candidate: subject.kind === 'person' ? await nameOf(subject.memberId) : undefined,
    proposer: (await nameOf(row.proposedBy)) ?? '',
    groupAwardId: row.mintedAt === null ? undefined : await groupAwardOf(db, workspaceId, row.id),
    unwanted: await isUnwanted(db, row),
    channel: group.channel,
    cardRef: row.cardRef ?? undefined,
    keepCard: (cardRef) =>
      store.tx((tx) => setCardRef(tx, { workspaceId, id: proposalId, cardRef })),
    refreshAt: (at) => store.tx((tx) => requestJob(tx, proposalJob(app, 'card', row, at))),
    readAnew: async () => {
      await store.tx((tx) => dropRequests(tx, { workspaceId, queue: 'card', key: proposalId }))
      return boardOf(app, { workspaceId, proposalId })
    },
    candidateRef: async () =>
      subject.kind === 'person' ? (await placeOf(app, group, subject.memberId))?.ref : undefined,
  }
}

// Only a vote that mints for nobody but the members can end so.
async function isUnwanted(db: Db, { workspaceId, id, agreed, mintedAt }: ProposalRow) {
  const { subject } = agreed
  if (mintedAt === null || subject.kind !== 'group' || subject.mints !== 'members') return false
  return (await countAwards(db, workspaceId, id)).person === 0
}
