import type { AchievementContent } from '#src/storage/achievements.ts'
import { findAward } from '#src/storage/awards.ts'
import { findMember } from '#src/storage/members.ts'
import { jobsByKey } from '#src/storage/outbox.ts'
import { findProposal } from '#src/storage/proposals.ts'
import { findGroup } from '#src/storage/workspaces.ts'
import type { App } from './app.ts'
import type { ProposalTarget } from './board.ts'
import { type FailureReason, readReason } from './failure-reason.ts'
import type { DeliveryTarget } from './jobs.ts'
import { type Place, placeOf } from './place-of.ts'
import { type ProposalView, viewProposal } from './view-proposal.ts'

/** Where to write to whoever made a proposal. */
export async function placeOfProposer(
  app: App,
  proposalId: string,
): Promise<{ readonly view: ProposalView; readonly place: Place } | undefined> {
  const { db } = app.store
  const row = await findProposal(db, proposalId)
  const group = row && (await findGroup(db, row.groupId))
  const place = row && group && (await placeOf(app, group, row.proposedBy))
  return place && { view: viewProposal(row), place }
}

/** A private message or a letter that was given up. */
export interface FailedDelivery {
  readonly recipient: string
  readonly achievement: AchievementContent
  readonly reason: FailureReason
  /** What failed, and what is left: the letter, where a private message failed and an address is known; else only the chat. */
  readonly way: 'letter' | 'by-letter' | 'only-here'
  readonly place: Place
}

/** The card or the verdict of a proposal that its channel did not take; undefined where it has it by now. */
export async function failedPosting(
  app: App,
  { workspaceId, proposalId }: ProposalTarget,
): Promise<Pick<FailedDelivery, 'achievement' | 'reason' | 'place'> | undefined> {
  const found = await placeOfProposer(app, proposalId)
  const asked = { queues: ['card', 'announce'], keys: [proposalId] }
  const jobs = await jobsByKey(app.store, workspaceId, asked)
  const dead = jobs.find(({ state }) => state === 'dead')
  if (!found || !dead) return undefined
  const { view, place } = found
  return { achievement: view.achievement, reason: readReason(dead.lastError), place }
}

export async function failedDelivery(
  app: App,
  { workspaceId, awardId, memberId }: DeliveryTarget,
): Promise<FailedDelivery | undefined> {
  const award = await findAward(app.store.db, awardId)
  const found = award && (await placeOfProposer(app, award.proposalId))
  const member = await findMember(app.store.db, workspaceId, memberId)
  const keys = [`${awardId}:${memberId}`]
  const jobs = await jobsByKey(app.store, workspaceId, { queues: ['letter', 'tell'], keys })
  const letter = jobs.find(({ queue }) => queue === 'letter')
  const dead = letter?.state === 'dead' ? letter : jobs.find(({ state }) => state === 'dead')
  if (!found || !member || !dead) return undefined
  return {
    recipient: member.name,
    achievement: found.view.achievement,
    reason: readReason(dead.lastError),
    way: dead === letter ? 'letter' : letter ? 'by-letter' : 'only-here',
    place: found.place,
  }
}
