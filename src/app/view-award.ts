import { isPractice } from '#src/credentials/award-facts.ts'
import type { AchievementContent } from '#src/storage/achievements.ts'
import {
  type AwardRow,
  countAwards,
  findAward,
  groupAwardOf,
  namedAwards,
} from '#src/storage/awards.ts'
import { keptFiles } from '#src/storage/evidence-files.ts'
import { findMember, membersByIds } from '#src/storage/members.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { findGroup, type GroupRow, type IssuerRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { houseOf } from './award-facts.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

/** An award as its page shows it. */
export interface AwardView {
  readonly award: AwardRow
  readonly state: 'being-made' | 'valid' | 'revoked' | 'declined'
  /** Signed by a practice key: nobody vouches for who signed. */
  readonly practice: boolean
  readonly achievementId: string
  readonly achievement: AchievementContent
  readonly issuer: IssuerRow
  readonly group: GroupRow
  /** The person's name, where the reader may see it. */
  readonly recipientName: string | undefined
  readonly proposal: ProposalView
  /** Of the files that its grounds name, those that are still there. */
  readonly evidenceKept: ReadonlySet<string>
  /** The award of the whole group by the same vote, on a member's award. */
  readonly groupAwardId: string | undefined
  /** On a group's award: the members' awards whose recipients show their names. */
  readonly namedMembers: readonly { readonly awardId: string; readonly name: string }[]
  readonly membersAwarded: number
}

/** By its public id. `seesName`: the reader is the recipient or a trainer of the workspace. */
export async function viewAward(
  app: App,
  id: string,
  seesName: (award: AwardRow) => boolean = () => false,
): Promise<AwardView | undefined> {
  const { db } = app.store
  const award = await findAward(db, id)
  const proposal = award && (await findProposal(db, award.proposalId))
  const group = proposal && (await findGroup(db, proposal.groupId))
  if (!award || !proposal || !group) return undefined
  const { workspaceId } = award
  const { issuer, address } = await houseOf(app, workspaceId)
  const toPeople = award.kind === 'person'
  const fileIds = (proposal.grounds.evidenceFiles ?? []).map((file) => file.id)
  const member =
    toPeople && (award.named || seesName(award))
      ? await findMember(db, workspaceId, award.recipient)
      : undefined
  return {
    award,
    state: stateOf(award),
    practice: isPractice(address.issuerDid),
    achievementId: award.achievementId,
    achievement: proposal.achievement,
    issuer,
    group,
    recipientName: member?.name,
    proposal: viewProposal(proposal),
    evidenceKept: await keptFiles(db, workspaceId, fileIds),
    groupAwardId: toPeople ? await groupAwardOf(db, workspaceId, proposal.id) : undefined,
    namedMembers: toPeople ? [] : await namedMembers(app, award),
    membersAwarded: (await countAwards(db, workspaceId, proposal.id)).person,
  }
}

export function stateOf({ credential, revokedAt, declinedAt }: AwardRow): AwardView['state'] {
  if (revokedAt !== null) return 'revoked'
  if (declinedAt !== null) return 'declined'
  return credential === null ? 'being-made' : 'valid'
}

/** Whether the time for which an award stands has passed. */
export function isExpired({ validUntil }: Pick<AwardRow, 'validUntil'>, now: number): boolean {
  return validUntil !== null && validUntil <= now
}

async function namedMembers(
  { store }: App,
  { workspaceId, proposalId }: AwardRow,
): Promise<AwardView['namedMembers']> {
  const named = await namedAwards(store.db, workspaceId, proposalId)
  const ids = named.map(({ recipient }) => recipient)
  const members = await membersByIds(store.db, workspaceId, ids)
  return members.flatMap(({ id, name }) => {
    const award = named.find(({ recipient }) => recipient === id)
    return award ? [{ awardId: award.id, name }] : []
  })
}
