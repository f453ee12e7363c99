import type { NewJob } from '#src/storage/outbox.ts'
import type { ProposalRow } from '#src/storage/proposals.ts'
import type { App } from './app.ts'

/** The queues of the outbox, one kind of work each. */
export const queues = [
  'card',
  'announce',
  'close',
  'remind',
  'nudge',
  'ask',
  'mint',
  'issue',
  'tell',
  'letter',
  'undelivered',
  'announce-revoked',
  'letter-revoked',
] as const

export type Queue = (typeof queues)[number]

type Of = Pick<ProposalRow, 'workspaceId' | 'id'>

/** A job about a proposal. One for each proposal and queue. */
export function proposalJob(
  app: Pick<App, 'newId'>,
  queue: 'card' | 'announce' | 'close' | 'remind' | 'ask' | 'mint' | 'issue',
  { workspaceId, id: proposalId }: Of,
  runAt: number,
): NewJob {
  return {
    workspaceId,
    id: app.newId(),
    queue,
    lane: `${queue === 'card' || queue === 'announce' ? 'chat' : queue}:${workspaceId}`,
    key: proposalId,
    payload: { workspaceId, proposalId },
    runAt,
  }
}

/** A job that writes to one member about a proposal. */
export function nudgeJob(
  app: Pick<App, 'newId'>,
  { workspaceId, id: proposalId }: Of,
  memberId: string,
  runAt: number,
): NewJob {
  return {
    workspaceId,
    id: app.newId(),
    queue: 'nudge',
    lane: `tell:${workspaceId}`,
    key: `${proposalId}:${memberId}`,
    payload: { workspaceId, proposalId, memberId },
    runAt,
  }
}

/** Four to five days of the outbox's back-off, as RFC 5321 §4.5.4.1 asks: six hours at first, then three at a time. */
const letterAttempts = 48

/**
 * A job that brings an award to a member, by private message or by letter, or the news that it was taken back, or tells the
 * trainer that it cannot.
 */
export function deliveryJob(
  app: Pick<App, 'newId'>,
  queue: 'tell' | 'letter' | 'undelivered' | 'letter-revoked',
  { workspaceId, awardId, memberId }: DeliveryTarget,
  runAt: number,
): NewJob {
  return {
    workspaceId,
    id: app.newId(),
    queue,
    lane: isLetter(queue) ? 'mail' : `tell:${workspaceId}`,
    key: `${awardId}:${memberId}`,
    payload: { workspaceId, awardId, memberId },
    runAt,
    ...(isLetter(queue) ? { maxAttempts: letterAttempts } : {}),
  }
}

function isLetter(queue: Queue): boolean {
  return queue === 'letter' || queue === 'letter-revoked'
}

/** A job that tells a channel that the badge of its group was taken back. */
export function revokedJob(
  app: Pick<App, 'newId'>,
  { workspaceId, awardId }: Omit<DeliveryTarget, 'memberId'>,
  runAt: number,
): NewJob {
  return {
    workspaceId,
    id: app.newId(),
    queue: 'announce-revoked',
    lane: `chat:${workspaceId}`,
    key: awardId,
    payload: { workspaceId, awardId },
    runAt,
  }
}

export interface DeliveryTarget {
  readonly workspaceId: string
  readonly awardId: string
  readonly memberId: string
}
