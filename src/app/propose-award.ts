import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { reminderAt } from '#src/domain/closing.ts'
import {
  type Agreed,
  agreedText,
  type GroupMints,
  openProposal,
  type OpeningRefusal,
  type Subject,
} from '#src/domain/proposal.ts'
import type { Rule } from '#src/domain/rule.ts'
import { type AchievementRow, findAchievement } from '#src/storage/achievements.ts'
import { attachFiles } from '#src/storage/evidence-files.ts'
import { decideOnce } from '#src/storage/inbox.ts'
import { holdLock } from '#src/storage/locks.ts'
import type { MemberRow } from '#src/storage/members.ts'
import { addJobs } from '#src/storage/outbox.ts'
import {
  addProposal,
  type Grounds,
  type ProposalRow,
  proposalsOfGroup,
} from '#src/storage/proposals.ts'
import type { Tx } from '#src/storage/store.ts'
import type { GroupRow } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import { type Event, eventOf } from './event.ts'
import { evidenceNamed, type EvidenceRefusal } from './evidence-files.ts'
import { hash } from './fresh.ts'
import { proposalJob } from './jobs.ts'
import { isTrainer } from './roles.ts'
import { type GroupSeats, seatsOfGroup } from './seats-of-group.ts'

export interface NewProposal {
  readonly event: Event
  readonly by: MemberRow
  readonly group: GroupRow
  readonly achievementId: string
  /** The whole group, or members: one proposal opens for each of them. */
  readonly candidates:
    | { readonly kind: 'group'; readonly mints: GroupMints }
    | { readonly kind: 'people'; readonly memberIds: readonly string[] }
  readonly grounds: Omit<Grounds, 'evidenceFiles'>
  /** Files kept by `takeEvidenceFile`. */
  readonly fileIds?: readonly string[]
  readonly rule: Rule
  readonly deadline: number
}

export type ProposeRefusal =
  | OpeningRefusal
  | EvidenceRefusal
  | { readonly code: 'trainers-only' }
  | { readonly code: 'unknown-badge'; readonly asked: string }
  | { readonly code: 'badge-for-groups' }
  | { readonly code: 'unknown-person' }
  | { readonly code: 'too-many-open'; readonly most: number }

const mostOpen = 50
const mostVoters = 2000

/**
 * Opens a vote for the group, or one for each person chosen: all of them, or none when one could never work. The
 * roll, the recipients, the rule and the badge's version are frozen and hashed here, the evidence is frozen beside them.
 */
export async function proposeAward(
  app: App,
  asked: NewProposal,
): Promise<Outcome<readonly string[], ProposeRefusal>> {
  const { by, group } = asked
  if (!isTrainer(by)) return refuse({ code: 'trainers-only' })
  const { workspaceId } = group
  const event = eventOf({ workspaceId, event: asked.event })
  const outcome = await decideOnce(app.store, event, (tx) => open(app, tx, asked))
  if (outcome.ok) app.wake()
  return outcome
}

async function open(
  app: App,
  tx: Tx,
  asked: NewProposal,
): Promise<Outcome<readonly string[], ProposeRefusal>> {
  const { group, candidates, achievementId } = asked
  const { workspaceId, id: groupId } = group
  const achievement = await findAchievement(tx, achievementId)
  if (achievement?.workspaceId !== workspaceId)
    return refuse({ code: 'unknown-badge', asked: achievementId })
  if (achievement.content.kind === 'group' && candidates.kind === 'people')
    return refuse({ code: 'badge-for-groups' })

  const running = await proposalsOfGroup(
    tx,
    { workspaceId, groupId },
    { running: true, limit: mostOpen },
  )
  // Nobody is linked to another member while a roll is drawn up.
  await holdLock(tx, `persons:${workspaceId}`)
  const { seats, seatFor } = await seatsOfGroup(tx, group)
  const learners = seats.slice(0, mostVoters).map(({ id }) => id)
  const subjects = subjectsOf(asked, seatFor)
  if (!subjects) return refuse({ code: 'unknown-person' })
  if (running.length + subjects.length > mostOpen)
    return refuse({ code: 'too-many-open', most: mostOpen })

  const grounds = await groundsOf(tx, asked)
  if (!grounds.ok) return grounds

  const rows: Opening[] = []
  for (const subject of subjects) {
    const opening = openOne(app, asked, { achievement, learners, subject, grounds: grounds.value })
    if (!opening.ok) return opening
    rows.push(opening.value)
  }
  for (const { row, roll, recipients } of rows) {
    await addProposal(tx, row, { roll, recipients })
    await addJobs(tx, [
      proposalJob(app, 'card', row, row.agreed.openedAt),
      proposalJob(app, 'close', row, row.closesAt),
      proposalJob(app, 'remind', row, reminderAt(row.agreed.openedAt, row.closesAt)),
    ])
  }
  const ids = grounds.value.evidenceFiles?.map(({ id }) => id) ?? []
  const proposalIds = rows.map(({ row }) => row.id)
  // Votes that open together show the same files.
  await attachFiles(tx, { workspaceId, ids, proposalIds, at: app.now() })
  return accept(proposalIds)
}

async function groundsOf(
  tx: Tx,
  { group: { workspaceId }, grounds, fileIds }: NewProposal,
): Promise<Outcome<Grounds, EvidenceRefusal>> {
  const files = await evidenceNamed(tx, workspaceId, [...new Set(fileIds)])
  if (!files.ok) return files
  return accept(files.value.length === 0 ? grounds : { ...grounds, evidenceFiles: files.value })
}

interface Opening {
  readonly row: ProposalRow
  readonly roll: readonly string[]
  readonly recipients: readonly string[]
}

function openOne(
  app: App,
  { by, group, rule, deadline }: NewProposal,
  {
    achievement,
    learners,
    subject,
    grounds,
  }: {
    readonly achievement: AchievementRow
    readonly learners: readonly string[]
    readonly subject: Subject
    readonly grounds: Grounds
  },
): Outcome<Opening, OpeningRefusal> {
  const candidate = subject.kind === 'person' ? subject.memberId : undefined
  const roll = learners.filter((id) => id !== candidate)
  const recipients = candidate === undefined ? learners : [candidate]
  const agreed: Agreed = {
    rule,
    rollSize: roll.length,
    rollHash: hash(roll.toSorted().join('\n')),
    achievementId: achievement.id,
    achievementVersion: achievement.version,
    criteria: achievement.content.criteria,
    subject,
    recipientCount: badgesMade(subject, recipients.length),
    recipientsHash: hash(recipients.toSorted().join('\n')),
    openedAt: app.now(),
    deadline,
  }
  const opened = openProposal(agreed)
  if (!opened.ok) return opened
  const row: ProposalRow = {
    ...opened.value,
    workspaceId: group.workspaceId,
    id: app.newId(),
    groupId: group.id,
    proposedBy: by.id,
    agreedHash: hash(agreedText(agreed)),
    achievement: achievement.content,
    grounds,
    settledAt: null,
    settledBy: null,
    settledReason: null,
    mintedAt: null,
    cardRef: null,
  }
  return accept({ row, roll, recipients })
}

function subjectsOf(
  { candidates, group }: NewProposal,
  seatFor: GroupSeats['seatFor'],
): readonly Subject[] | undefined {
  if (candidates.kind === 'group')
    return [{ kind: 'group', groupId: group.id, mints: candidates.mints }]
  const chosen = new Set(candidates.memberIds.map(seatFor))
  if (chosen.size === 0) return undefined
  const subjects: Subject[] = []
  for (const memberId of chosen) {
    if (memberId === undefined) return undefined
    subjects.push({ kind: 'person', memberId })
  }
  return subjects
}

function badgesMade(subject: Subject, people: number): number {
  if (subject.kind === 'person') return 1
  switch (subject.mints) {
    case 'group':
      return people > 0 ? 1 : 0
    case 'members':
      return people
    case 'group-and-members':
      return people > 0 ? people + 1 : 0
  }
}
