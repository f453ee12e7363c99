import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import type { AchievementContent } from '#src/storage/achievements.ts'
import { countFailedJobs, failedJobs, proposalsOfAwards } from '#src/storage/failed-jobs.ts'
import { type MemberRow, membersByIds } from '#src/storage/members.ts'
import type { JobRow } from '#src/storage/outbox.ts'
import { findProposal } from '#src/storage/proposals.ts'
import type { App } from './app.ts'
import { type FailureReason, readReason } from './failure-reason.ts'
import type { Queue } from './jobs.ts'
import { isTrainer } from './roles.ts'

/** Work that did not succeed so far, told for people. */
export interface FailureView {
  readonly id: string
  readonly workspaceId: string
  readonly queue: string
  /** `given-up` waits for somebody; `waiting` is tried again by itself, at `nextAt`; `under-way` is tried now. */
  readonly state: 'given-up' | 'waiting' | 'under-way'
  readonly nextAt: number | undefined
  readonly attempts: number
  /** For whom it is, where it is for one person. The address is masked. */
  readonly to: { readonly name: string; readonly maskedEmail: string | undefined } | undefined
  readonly achievement: Pick<AchievementContent, 'name'> | undefined
  readonly reason: FailureReason
  /** As the log says it, where the service knows no better. */
  readonly detail: string
}

export interface Failures {
  /** How many there are; `shown` are the first of them. */
  readonly all: number
  readonly shown: readonly FailureView[]
}

const mostShown = 200

/** What could not be delivered or done in a workspace, given up or still tried. For trainers. */
export async function listFailures(
  { store }: Pick<App, 'store'>,
  by: Pick<MemberRow, 'workspaceId' | 'role'>,
): Promise<Outcome<Failures, { readonly code: 'trainers-only' }>> {
  if (!isTrainer(by)) return refuse({ code: 'trainers-only' })
  const { workspaceId } = by
  const rows = await failedJobs(store.db, { workspaceId, limit: mostShown })
  const all = rows.length < mostShown ? rows.length : await countFailedJobs(store.db, workspaceId)
  return accept({ all, shown: await viewFailures({ store }, workspaceId, rows) })
}

/** How many there are for this member to look after: none for those who are no trainers. */
export async function countFailures(
  { store }: Pick<App, 'store'>,
  by: Pick<MemberRow, 'workspaceId' | 'role'>,
): Promise<number> {
  return isTrainer(by) ? countFailedJobs(store.db, by.workspaceId) : 0
}

/** Failed jobs of one workspace, told for people. */
export async function viewFailures(
  { store: { db } }: Pick<App, 'store'>,
  workspaceId: string,
  rows: readonly JobRow[],
): Promise<readonly FailureView[]> {
  const [awardIds, memberIds] = [valuesOf(rows, 'awardId'), valuesOf(rows, 'memberId')]
  const proposals = await proposalsOfAwards(db, workspaceId, awardIds)
  const members = new Map(
    (await membersByIds(db, workspaceId, memberIds)).map((member) => [member.id, member]),
  )
  const proposalOf = ({ payload: { proposalId, awardId = '' } }: JobRow) =>
    proposalId ?? proposals.get(awardId)
  const achievements = new Map<string, AchievementContent>()
  for (const id of new Set(rows.map(proposalOf).filter((one) => one !== undefined))) {
    const proposal = await findProposal(db, id)
    if (proposal?.workspaceId === workspaceId) achievements.set(id, proposal.achievement)
  }
  return rows.map((row) => ({
    ...asView(row),
    to: addressee(row, members.get(row.payload['memberId'] ?? '')),
    achievement: achievements.get(proposalOf(row) ?? ''),
  }))
}

function valuesOf(rows: readonly JobRow[], name: string): string[] {
  return [...new Set(rows.flatMap(({ payload }) => payload[name] ?? []))]
}

function asView({ id, workspaceId, queue, state, runAt, attempts, lastError }: JobRow) {
  return {
    id,
    workspaceId,
    queue,
    ...stateOf(state, runAt),
    attempts,
    reason: readReason(lastError),
    detail: lastError ?? '',
  }
}

function stateOf(state: JobRow['state'], runAt: number): Pick<FailureView, 'state' | 'nextAt'> {
  if (state === 'dead') return { state: 'given-up', nextAt: undefined }
  if (state === 'leased') return { state: 'under-way', nextAt: undefined }
  return { state: 'waiting', nextAt: runAt }
}

const toMembers: ReadonlySet<string> = new Set<Queue>(['letter', 'letter-revoked', 'tell', 'nudge'])

function addressee({ queue }: JobRow, member: MemberRow | undefined): FailureView['to'] {
  if (!member || !toMembers.has(queue)) return undefined
  const { name, email } = member
  const isLetter = queue === 'letter' || queue === 'letter-revoked'
  return { name, maskedEmail: isLetter && email ? masked(email) : undefined }
}

// Enough to tell two people apart, too little to write to one.
function masked(email: string): string {
  const at = email.lastIndexOf('@')
  return `${email.slice(0, 1)}…${email.slice(Math.max(at, 1))}`
}
