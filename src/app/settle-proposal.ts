import type { Proposal } from '#src/domain/proposal.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import { addAwards } from '#src/storage/awards.ts'
import { addJobs, requestJob } from '#src/storage/outbox.ts'
import {
  type ProposalRow,
  recipientsOf,
  saveProposal,
  type SettledBy,
} from '#src/storage/proposals.ts'
import type { Tx } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { freshSalt, freshSubjectId } from './fresh.ts'
import { proposalJob } from './jobs.ts'

export interface Settling {
  readonly by: SettledBy
  readonly reason?: string
}

/**
 * Writes what a rule decided about a locked proposal, with everything that follows from it in the same transaction:
 * awards on acceptance (or the hour of minting, where objections are heard), the card, the announcement.
 */
export async function settleProposal(
  app: App,
  tx: Tx,
  row: ProposalRow,
  { proposal, by, reason }: Settling & { readonly proposal: Proposal },
): Promise<ProposalRow> {
  const now = app.now()
  const settled: ProposalRow = {
    ...row,
    status: proposal.status,
    tally: proposal.tally,
    closesAt: proposal.closesAt,
    settledAt: now,
    settledBy: by,
    settledReason: reason ?? null,
  }
  const objectionMs = row.agreed.rule.objectionHours * 3_600_000
  const mintsNow = proposal.status === 'accepted' && objectionMs === 0
  await saveProposal(tx, { ...settled, mintedAt: mintsNow ? now : null })
  if (mintsNow) await mintAwards(app, tx, settled)
  await requestJob(tx, proposalJob(app, 'card', row, now))
  await addJobs(tx, [
    proposalJob(app, 'announce', row, now),
    ...(proposal.status === 'accepted' && !mintsNow
      ? [proposalJob(app, 'mint', row, now + objectionMs)]
      : []),
  ])
  return settled
}

/** One award for each frozen recipient; their ids, dates and salts are fixed here, the signing comes after the commit. */
export async function mintAwards(app: App, tx: Tx, row: ProposalRow): Promise<void> {
  const { subject, achievementId } = row.agreed
  const issuedAt = app.now()
  const award = (kind: AwardRow['kind'], recipient: string): AwardRow => ({
    workspaceId: row.workspaceId,
    id: app.newId(),
    proposalId: row.id,
    achievementId,
    kind,
    recipient,
    subjectId: freshSubjectId(),
    salt: freshSalt(),
    issuedAt,
    validUntil: null,
    statusList: null,
    statusIndex: null,
    credential: null,
    assertion: null,
    pictureId: null,
    named: false,
    declinedAt: null,
    revokedAt: null,
    revokedReason: null,
  })
  const members = await recipientsOf(tx, row.workspaceId, row.id)
  const toGroup = subject.kind === 'group' && subject.mints !== 'members'
  const toMembers = subject.kind === 'person' || subject.mints !== 'group'
  await addAwards(tx, [
    ...(toGroup ? [award('group', subject.groupId)] : []),
    ...(toMembers ? members.map((memberId) => award('person', memberId)) : []),
  ])
  await addJobs(tx, [proposalJob(app, 'issue', row, issuedAt)])
}
