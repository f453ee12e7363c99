import type { AchievementContent } from '#src/storage/achievements.ts'
import { awardsOfGroup, awardsOfRecipient, type AwardRow } from '#src/storage/awards.ts'
import { findMember, type MemberRow } from '#src/storage/members.ts'
import { samePerson } from '#src/storage/persons.ts'
import { findProposal } from '#src/storage/proposals.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { awardKey } from './keep-award.ts'
import { isExpired, stateOf } from './view-award.ts'

export type AwardState = ReturnType<typeof stateOf> | 'expired'

/** A badge as its recipient lists it. */
export interface MemberAward {
  readonly id: string
  readonly achievement: AchievementContent
  readonly state: AwardState
  readonly issuedAt: number
  /** The page with its recipient's own controls. */
  readonly ownUrl: string
}

/** What a member's person received, the latest first. */
export async function memberAwards(
  app: App,
  { workspaceId, id }: Pick<MemberRow, 'workspaceId' | 'id'>,
): Promise<readonly MemberAward[]> {
  const rows: AwardRow[] = []
  for (const memberId of await samePerson(app.store.db, { workspaceId, memberId: id }))
    rows.push(...(await awardsOfRecipient(app.store.db, workspaceId, memberId)))
  rows.sort((a, b) => b.issuedAt - a.issuedAt)
  const listed: MemberAward[] = []
  for (const row of rows) {
    const proposal = await findProposal(app.store.db, row.proposalId)
    if (!proposal) continue
    listed.push({
      id: row.id,
      achievement: proposal.achievement,
      state: stateOf(row) === 'valid' && isExpired(row, app.now()) ? 'expired' : stateOf(row),
      issuedAt: row.issuedAt,
      ownUrl: ownUrl(app, row.id),
    })
  }
  return listed
}

/** The page of an award with what its recipient may decide about it. */
export function ownUrl(app: Pick<App, 'baseUrl' | 'masterKey'>, awardId: string): string {
  return `${app.baseUrl}/awards/${awardId}?key=${awardKey(app, awardId)}`
}

/** An award of a group's votes, as its trainers list it. */
export interface GroupAward {
  readonly award: AwardRow
  readonly achievement: AchievementContent
  /** The person, or undefined for the group itself. */
  readonly recipient: string | undefined
}

/** What the votes of a group awarded, the latest first, revoked ones left out. */
export async function groupAwards(
  { store }: App,
  { workspaceId, id: groupId }: Pick<GroupRow, 'workspaceId' | 'id'>,
  limit: number,
): Promise<readonly GroupAward[]> {
  const { db } = store
  const listed: GroupAward[] = []
  for (const award of await awardsOfGroup(db, { workspaceId, groupId }, limit)) {
    const proposal = await findProposal(db, award.proposalId)
    const member =
      award.kind === 'person' ? await findMember(db, workspaceId, award.recipient) : undefined
    if (proposal) listed.push({ award, achievement: proposal.achievement, recipient: member?.name })
  }
  return listed
}
