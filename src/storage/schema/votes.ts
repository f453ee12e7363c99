import { sql } from '#src/storage/drizzle.ts'
import type { Agreed, Criterion, Status } from '#src/domain/proposal.ts'
import type { Choice, Tally } from '#src/domain/tally.ts'
import type { Kit } from '#src/storage/kit.ts'
import type { definePeople } from './people.ts'

/** A text in both languages. */
export interface Bilingual {
  readonly fr: string
  readonly en: string
}

/** What a badge stands for; the copy held by a proposal is frozen. */
export interface AchievementContent {
  readonly name: Bilingual
  readonly definition: Bilingual
  readonly criteria: readonly Criterion[]
  readonly kind: 'individual' | 'group' | 'both'
  /** Entry of the shipped catalogue that it started from. */
  readonly basedOn: string | null
  /** How many months an award of it stands; absent: for ever. */
  readonly validMonths?: number
}

/** Why the trainer proposes, and what there is to show for it. */
export interface Grounds {
  readonly reason: string
  readonly evidenceText?: string
  readonly evidenceUrl?: string
  /** What was handed in: rows of `evidence_file`. For the group alone, never part of a public document. */
  readonly evidenceFiles?: readonly EvidenceFile[]
}

export interface EvidenceFile {
  readonly id: string
  readonly name: string
  readonly type: string
}

export type SettledBy = 'ballots' | 'deadline' | 'trainer'

/** Achievements, calls to vote, ballots and what they award. */
export function defineVotes(k: Kit, { workspace, member, group }: ReturnType<typeof definePeople>) {
  const achievement = k.table(
    'achievement',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      version: k.int('version').notNull(),
      content: k.json<AchievementContent>('content').notNull(),
      /** An uploaded picture; absent, one is drawn from the catalogue entry. */
      pictureId: k.text('picture_id'),
      createdAt: k.ms('created_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.uniqueIndex('achievement_id').on(t.id),
    ],
  )
  const picture = k.table(
    'picture',
    {
      workspaceId: k.text('workspace_id').notNull(),
      /** SHA-256 of the bytes. */
      id: k.text('id').notNull(),
      png: k.bytes('png').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
    ],
  )
  /** What was agreed at opening: rows are added and never changed. */
  const proposal = k.table(
    'proposal',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      groupId: k.text('group_id').notNull(),
      proposedBy: k.text('proposed_by').notNull(),
      agreed: k.json<Agreed>('agreed').notNull(),
      /** SHA-256 of `agreedText`. */
      agreedHash: k.text('agreed_hash').notNull(),
      achievement: k.json<AchievementContent>('achievement').notNull(),
      grounds: k.json<Grounds>('grounds').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({
        columns: [t.workspaceId, t.groupId],
        foreignColumns: [group.workspaceId, group.id],
      }),
      k.foreignKey({
        columns: [t.workspaceId, t.proposedBy],
        foreignColumns: [member.workspaceId, member.id],
      }),
      k.uniqueIndex('proposal_id').on(t.id),
    ],
  )
  /** Where the vote on a proposal stands. Each ballot writes one of these: they are kept small. */
  const poll = k.table(
    'poll',
    {
      workspaceId: k.text('workspace_id').notNull(),
      proposalId: k.text('proposal_id').notNull(),
      groupId: k.text('group_id').notNull(),
      status: k.text('status').$type<Status>().notNull(),
      tally: k.json<Tally>('tally').notNull(),
      closesAt: k.ms('closes_at').notNull(),
      settledAt: k.ms('settled_at'),
      settledBy: k.text('settled_by').$type<SettledBy>(),
      /** Why it was withdrawn, vetoed or decided by the trainer. */
      settledReason: k.text('settled_reason'),
      mintedAt: k.ms('minted_at'),
      /** The card in the channel, once posted. */
      cardRef: k.text('card_ref'),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.proposalId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.proposalId],
        foreignColumns: [proposal.workspaceId, proposal.id],
      }),
      k.index('poll_group').on(t.workspaceId, t.groupId, t.status),
    ],
  )
  const roll = k.table(
    'roll',
    {
      workspaceId: k.text('workspace_id').notNull(),
      proposalId: k.text('proposal_id').notNull(),
      memberId: k.text('member_id').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.proposalId, t.memberId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.proposalId],
        foreignColumns: [proposal.workspaceId, proposal.id],
      }),
      k.foreignKey({
        columns: [t.workspaceId, t.memberId],
        foreignColumns: [member.workspaceId, member.id],
      }),
    ],
  )
  const recipient = k.table(
    'recipient',
    {
      workspaceId: k.text('workspace_id').notNull(),
      proposalId: k.text('proposal_id').notNull(),
      memberId: k.text('member_id').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.proposalId, t.memberId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.proposalId],
        foreignColumns: [proposal.workspaceId, proposal.id],
      }),
    ],
  )
  const ballot = k.table(
    'ballot',
    {
      workspaceId: k.text('workspace_id').notNull(),
      proposalId: k.text('proposal_id').notNull(),
      memberId: k.text('member_id').notNull(),
      choices: k.json<readonly Choice[]>('choices').notNull(),
      /** For each criterion, the voter's words or "". */
      words: k.json<readonly string[]>('words').notNull(),
      castAt: k.ms('cast_at').notNull(),
      /** The word that goes with the voter's signed support, or ""; absent: the voter signs nothing. */
      support: k.text('support'),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.proposalId, t.memberId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.proposalId, t.memberId],
        foreignColumns: [roll.workspaceId, roll.proposalId, roll.memberId],
      }),
    ],
  )
  /** A member who wants no badge in his or her own name from a vote on the group. */
  const optOut = k.table(
    'opt_out',
    {
      workspaceId: k.text('workspace_id').notNull(),
      proposalId: k.text('proposal_id').notNull(),
      memberId: k.text('member_id').notNull(),
      createdAt: k.ms('created_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.proposalId, t.memberId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.proposalId, t.memberId],
        foreignColumns: [recipient.workspaceId, recipient.proposalId, recipient.memberId],
      }),
    ],
  )
  /** A list of bits that says which awards were taken back, published at `/status/:id`. */
  const statusList = k.table(
    'status_list',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      /** Bits given to awards; a list takes no more once an eighth of it is given. */
      taken: k.int('taken').notNull(),
      createdAt: k.ms('created_at').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({ columns: [t.workspaceId], foreignColumns: [workspace.id] }),
      k.uniqueIndex('status_list_id').on(t.id),
    ],
  )
  const award = k.table(
    'award',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      proposalId: k.text('proposal_id').notNull(),
      achievementId: k.text('achievement_id').notNull(),
      kind: k.text('kind').$type<'person' | 'group'>().notNull(),
      /** The member's id or the group's. */
      recipient: k.text('recipient').notNull(),
      /** `urn:uuid:…`, the subject of the credential. */
      subjectId: k.text('subject_id').notNull(),
      /** Fresh for each award; hides the address in the public documents. */
      salt: k.text('salt').notNull(),
      issuedAt: k.ms('issued_at').notNull(),
      /** The end of its validity, for an achievement that expires. */
      validUntil: k.ms('valid_until'),
      /** Its bit in a status list; awards of the time before there were any have none. */
      statusList: k.text('status_list'),
      statusIndex: k.int('status_index'),
      credential: k.text('credential'),
      assertion: k.text('assertion'),
      pictureId: k.text('picture_id'),
      /** The recipient chose to show the name on the public page. */
      named: k.bool('named').notNull().default(false),
      declinedAt: k.ms('declined_at'),
      revokedAt: k.ms('revoked_at'),
      revokedReason: k.text('revoked_reason'),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({
        columns: [t.workspaceId, t.proposalId],
        foreignColumns: [proposal.workspaceId, proposal.id],
      }),
      k.uniqueIndex('award_id').on(t.id),
      // The last line of defence: no proposal awards the same recipient twice.
      k.uniqueIndex('award_once').on(t.workspaceId, t.proposalId, t.recipient),
      k.index('award_recipient').on(t.workspaceId, t.recipient),
      k.uniqueIndex('award_status').on(t.workspaceId, t.statusList, t.statusIndex),
      // Few are taken back: status lists and revocation lists look for them each time.
      k
        .index('award_ended')
        .on(t.workspaceId, t.statusList)
        .where(sql`revoked_at is not null or declined_at is not null`),
      k.check('award_signed', sql`(credential is null) = (assertion is null)`),
    ],
  )
  /** A voter's signed support of an award. */
  const endorsement = k.table(
    'endorsement',
    {
      workspaceId: k.text('workspace_id').notNull(),
      id: k.text('id').notNull(),
      awardId: k.text('award_id').notNull(),
      memberId: k.text('member_id').notNull(),
      /** As the voter was called on that day. */
      name: k.text('name').notNull(),
      words: k.text('words').notNull(),
      signedAt: k.ms('signed_at').notNull(),
      /** The EndorsementCredential. */
      credential: k.text('credential').notNull(),
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.id] }),
      k.foreignKey({
        columns: [t.workspaceId, t.awardId],
        foreignColumns: [award.workspaceId, award.id],
      }),
      k.uniqueIndex('endorsement_id').on(t.id),
      k.uniqueIndex('endorsement_once').on(t.workspaceId, t.awardId, t.memberId),
    ],
  )
  return {
    achievement,
    picture,
    proposal,
    poll,
    roll,
    recipient,
    ballot,
    optOut,
    statusList,
    award,
    endorsement,
  }
}
