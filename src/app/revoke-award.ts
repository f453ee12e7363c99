import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { type AwardRow, lockAward, saveAward } from '#src/storage/awards.ts'
import { decideOnce } from '#src/storage/inbox.ts'
import { type MemberRow, membersByIds } from '#src/storage/members.ts'
import { type NewJob, requestJobs } from '#src/storage/outbox.ts'
import { findProposal, recipientsOf } from '#src/storage/proposals.ts'
import type { Tx } from '#src/storage/store.ts'
import { addressed } from './addressed.ts'
import type { App } from './app.ts'
import { isBlank } from './clean-text.ts'
import { type Event, eventOf } from './event.ts'
import { deliveryJob, revokedJob } from './jobs.ts'
import { isTrainer } from './roles.ts'

export type RevokeRefusal =
  | { readonly code: 'unknown-award' }
  | { readonly code: 'trainers-only' }
  | { readonly code: 'reason-missing' }

export interface Revocation {
  /** As it stands for everybody to read: the first that was given. */
  readonly reason: string
}

/** Longest reason that other systems keep. */
export const longestReason = 255

/**
 * Takes an award back for a stated reason: its documents and its status list say so from then on, its picture and page
 * stay. A person is told by private message and by letter; a group in its channel, and its members as they were when the
 * group alone received it. Who declined the award is told nothing. Doing it twice keeps the first reason.
 */
export async function revokeAward(
  app: App,
  {
    event,
    by,
    awardId,
    reason,
  }: {
    readonly event: Event
    readonly by: MemberRow
    readonly awardId: string
    readonly reason: string
  },
): Promise<Outcome<Revocation, RevokeRefusal>> {
  const { workspaceId } = by
  if (!isTrainer(by)) return refuse({ code: 'trainers-only' })
  if (isBlank(reason)) return refuse({ code: 'reason-missing' })
  const outcome = await decideOnce(
    app.store,
    eventOf({ workspaceId, event }),
    async (tx): Promise<Outcome<Revocation, RevokeRefusal>> => {
      const award = await lockAward(tx, workspaceId, awardId)
      if (!award) return refuse({ code: 'unknown-award' })
      if (award.revokedAt !== null) return accept({ reason: award.revokedReason ?? '' })
      return accept({ reason: await revokeHeld(app, tx, award, reason) })
    },
  )
  if (outcome.ok) app.wake()
  return outcome
}

/** Revokes an award that the transaction holds and that stands, and has it told; answers the reason as it is kept. */
export async function revokeHeld(
  app: Pick<App, 'now' | 'newId'>,
  tx: Tx,
  award: AwardRow,
  reason: string,
): Promise<string> {
  const { workspaceId, id } = award
  const revokedReason = clipped(reason.trim())
  await saveAward(tx, { workspaceId, id, revokedAt: app.now(), revokedReason })
  if (award.declinedAt === null) await requestJobs(tx, await newsOf(app, tx, award))
  return revokedReason
}

// No character is cut in two: half of one is no text that can be signed.
function clipped(reason: string): string {
  return reason.slice(0, longestReason).replace(/[\uD800-\uDBFF]$/, '')
}

async function newsOf(
  app: Pick<App, 'now' | 'newId'>,
  tx: Tx,
  award: AwardRow,
): Promise<readonly NewJob[]> {
  const { workspaceId, id: awardId, kind, recipient: groupId } = award
  const now = app.now()
  const told = await addressed(tx, await membersByIds(tx, workspaceId, await toldOf(tx, award)))
  return [
    ...(kind === 'group' ? [revokedJob(app, { workspaceId, awardId, groupId }, now)] : []),
    ...told.flatMap(({ id: memberId, email }) => {
      const target = { workspaceId, awardId, memberId }
      return [
        deliveryJob(app, 'tell', target, now),
        ...(email ? [deliveryJob(app, 'letter-revoked', target, now)] : []),
      ]
    }),
  ]
}

/** Those to whom the award was brought. */
async function toldOf(tx: Tx, award: AwardRow): Promise<readonly string[]> {
  const { workspaceId, proposalId, recipient } = award
  if (award.kind === 'person') return [recipient]
  const subject = (await findProposal(tx, proposalId))?.agreed.subject
  const groupAlone = subject?.kind === 'group' && subject.mints === 'group'
  return groupAlone ? recipientsOf(tx, workspaceId, proposalId) : []
}
