import { awardsOfRecipient, type AwardRow, groupAwardsOfRecipients } from '#src/storage/awards.ts'
import type { MemberRow } from '#src/storage/members.ts'
import { jobsByKey, type NewJob } from '#src/storage/outbox.ts'
import { samePerson } from '#src/storage/persons.ts'
import { findProposal } from '#src/storage/proposals.ts'
import type { Tx } from '#src/storage/store.ts'
import type { App } from './app.ts'
import { goesToEachMember } from './goes-to-each-member.ts'
import { deliveryJob } from './jobs.ts'

/** Who gave no address for longer has found another way to the badge. */
const owedMs = 30 * 24 * 3_600_000

/** Letters that bring a member's person the recent badges that none brought so far, or that were given up. */
export async function lettersOwed(
  app: App,
  tx: Tx,
  { workspaceId, id }: Pick<MemberRow, 'workspaceId' | 'id'>,
): Promise<readonly NewJob[]> {
  const now = app.now()
  const memberIds = await samePerson(tx, { workspaceId, memberId: id })
  const awards = await recentAwards(tx, { workspaceId, memberIds, since: now - owedMs })
  const jobs = await jobsByKey({ db: tx }, workspaceId, {
    queues: ['letter'],
    keys: awards.flatMap((award) => memberIds.map((memberId) => `${award.id}:${memberId}`)),
  })
  const brought = new Set(
    jobs.flatMap(({ state, payload }) => (state === 'dead' ? [] : payload['awardId'])),
  )
  return awards
    .filter((award) => !brought.has(award.id))
    .map((award) =>
      deliveryJob(app, 'letter', { workspaceId, awardId: award.id, memberId: id }, now),
    )
}

async function recentAwards(
  tx: Tx,
  {
    workspaceId,
    memberIds,
    since,
  }: {
    readonly workspaceId: string
    readonly memberIds: readonly string[]
    readonly since: number
  },
): Promise<readonly AwardRow[]> {
  const recent: AwardRow[] = []
  for (const memberId of memberIds)
    recent.push(...(await awardsOfRecipient(tx, workspaceId, memberId)))
  for (const award of await groupAwardsOfRecipients(tx, workspaceId, memberIds)) {
    const proposal = await findProposal(tx, award.proposalId)
    if (proposal && goesToEachMember(proposal.agreed)) recent.push(award)
  }
  return recent.filter(
    ({ issuedAt, revokedAt, declinedAt }) =>
      issuedAt >= since && revokedAt === null && declinedAt === null,
  )
}
