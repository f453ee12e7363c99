import type { Proposal } from '#src/domain/proposal.ts'
import { oneSeatEach } from '#src/domain/seat.ts'
import type { AwardRow } from '#src/storage/awards.ts'
import { addAwards } from '#src/storage/awards.ts'
import { membersByIds } from '#src/storage/members.ts'
import { optedOut } from '#src/storage/opt-outs.ts'
import { addJobs, requestJob } from '#src/storage/outbox.ts'
import { personIds } from '#src/storage/persons.ts'
import {
  type ProposalRow,
  recipientsOf,
  saveProposal,
  type SettledBy,
} from '#src/storage/proposals.ts'
import { type StatusPlace, takeStatusPlaces } from '#src/storage/status-lists.ts'
import type { Tx } from '#src/storage/store.ts'
import { addMonths } from './add-months.ts'
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

/**
 * One award for each person among the frozen recipients, those left out who want no badge of their own; their ids, dates,
 * salts and bits of a status list are fixed here, the signing comes after the commit. Who joined since receives nothing.
 */
export async function mintAwards(app: App, tx: Tx, row: ProposalRow): Promise<void> {
  const { workspaceId } = row
  const issuedAt = app.now()
  const recipients = await awardRecipients(tx, row)
  const places = await takeStatusPlaces(tx, {
    workspaceId,
    count: recipients.length,
    newList: () => ({ id: app.newId(), createdAt: issuedAt }),
  })
  await addAwards(
    tx,
    recipients.map((to, index) => newAward(app, row, { to, issuedAt, place: places[index] })),
  )
  if (recipients.length > 0) await addJobs(tx, [proposalJob(app, 'issue', row, issuedAt)])
}

type AwardRecipient = Pick<AwardRow, 'kind' | 'recipient'>

async function awardRecipients(
  tx: Tx,
  { workspaceId, id, agreed: { subject } }: ProposalRow,
): Promise<readonly AwardRecipient[]> {
  const toGroup: readonly AwardRecipient[] =
    subject.kind === 'group' && subject.mints !== 'members'
      ? [{ kind: 'group', recipient: subject.groupId }]
      : []
  if (subject.kind === 'group' && subject.mints === 'group') return toGroup
  const members = await recipientsOf(tx, workspaceId, id)
  const out = subject.kind === 'group' ? await optedOut(tx, workspaceId, id) : new Set()
  const wanting = members.filter((memberId) => !out.has(memberId))
  const persons = await oneOfEachPerson(tx, workspaceId, wanting)
  return [...toGroup, ...persons.map((recipient) => ({ kind: 'person' as const, recipient }))]
}

// Members who were linked since the opening are one person, who gets one badge: that of the first in the roll's order.
async function oneOfEachPerson(
  tx: Tx,
  workspaceId: string,
  memberIds: readonly string[],
): Promise<readonly string[]> {
  const persons = await personIds(tx, workspaceId, memberIds)
  if (new Set(persons.values()).size === persons.size) return memberIds
  const inOrder = await membersByIds(tx, workspaceId, memberIds)
  return oneSeatEach(inOrder, persons).map(({ id }) => id)
}

function newAward(
  app: App,
  { workspaceId, id: proposalId, agreed, achievement }: ProposalRow,
  {
    to,
    issuedAt,
    place,
  }: {
    readonly to: AwardRecipient
    readonly issuedAt: number
    readonly place: StatusPlace | undefined
  },
): AwardRow {
  const { validMonths } = achievement
  return {
    workspaceId,
    id: app.newId(),
    proposalId,
    achievementId: agreed.achievementId,
    ...to,
    subjectId: freshSubjectId(),
    salt: freshSalt(),
    issuedAt,
    validUntil: validMonths === undefined ? null : addMonths(issuedAt, validMonths),
    statusList: place?.statusList ?? null,
    statusIndex: place?.statusIndex ?? null,
    credential: null,
    assertion: null,
    pictureId: null,
    named: false,
    declinedAt: null,
    revokedAt: null,
    revokedReason: null,
  }
}
