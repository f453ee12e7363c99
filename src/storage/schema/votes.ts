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
}

/** Why the trainer proposes, and what there is to show for it. */
export interface Grounds {
  readonly reason: string
  readonly evidenceText?: string
  readonly evidenceUrl?: string
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
    },
    (t) => [
      k.primaryKey({ columns: [t.workspaceId, t.proposalId, t.memberId] }),
      k.foreignKey({
        columns: [t.workspaceId, t.proposalId, t.memberId],
        foreignColumns: [roll.workspaceId, roll.proposalId, roll.memberId],
      }),
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
      k.check('award_signed', sql`(credential is null) = (assertion is null)`),
    ],
  )
  return { achievement, picture, proposal, poll, roll, recipient, ballot, award }
}
