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
  'unposted',
  'announce-revoked',
  'letter-revoked',
  'letter-code',
] as const

export type Queue = (typeof queues)[number]

type Of = Pick<ProposalRow, 'workspaceId' | 'id' | 'groupId'>

/** A job about a proposal. One for each proposal and queue. */
export function proposalJob(
  app: Pick<App, 'newId'>,
  queue: 'card' | 'announce' | 'close' | 'remind' | 'ask' | 'mint' | 'issue',
  { workspaceId, id: proposalId, groupId }: Of,
  runAt: number,
): NewJob {
  const isSpoken = queue === 'card' || queue === 'announce'
  return {
    workspaceId,
    id: app.newId(),
    queue,
    lane: isSpoken ? channelLane({ workspaceId, groupId }) : `${queue}:${workspaceId}`,
    key: proposalId,
    payload: { workspaceId, proposalId },
    runAt,
  }
}

// A channel in which the platform asks to wait holds no other back.
function channelLane({ workspaceId, groupId }: Omit<Of, 'id'>): string {
  return `chat:${workspaceId}:${groupId}`
}

/** A job that writes to one member about a proposal. */
export function nudgeJob(
  app: Pick<App, 'newId'>,
  { workspaceId, id: proposalId }: Omit<Of, 'groupId'>,
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

/** A job that brings an award to a member, by private message or by letter, or the news that it was taken back. */
export function deliveryJob(
  app: Pick<App, 'newId'>,
  queue: 'tell' | 'letter' | 'letter-revoked',
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

/** A job that tells whoever proposed that a delivery was given up. A letter may be given up after the private message was. */
export function undeliveredJob(
  app: Pick<App, 'newId'>,
  failed: 'tell' | 'letter',
  { workspaceId, awardId, memberId }: DeliveryTarget,
  runAt: number,
): NewJob {
  return {
    workspaceId,
    id: app.newId(),
    queue: 'undelivered',
    lane: `tell:${workspaceId}`,
    key: `${awardId}:${memberId}${failed === 'letter' ? ':letter' : ''}`,
    payload: { workspaceId, awardId, memberId },
    runAt,
  }
}

/** A job that tells whoever proposed that the channel does not take the card, or the verdict. */
export function unpostedJob(
  app: Pick<App, 'newId'>,
  { workspaceId, proposalId }: { readonly workspaceId: string; readonly proposalId: string },
  runAt: number,
): NewJob {
  return {
    workspaceId,
    id: app.newId(),
    queue: 'unposted',
    lane: `tell:${workspaceId}`,
    key: proposalId,
    payload: { workspaceId, proposalId },
    runAt,
  }
}

/** A job that sends a code to an address. */
export function codeJob(
  app: Pick<App, 'newId'>,
  { workspaceId, codeId }: CodeTarget,
  runAt: number,
): NewJob {
  return {
    workspaceId,
    id: app.newId(),
    queue: 'letter-code',
    lane: 'mail',
    key: codeId,
    payload: { workspaceId, codeId },
    runAt,
  }
}

function isLetter(queue: Queue): boolean {
  return queue === 'letter' || queue === 'letter-revoked'
}

/** A job that tells a channel that the badge of its group was taken back. */
export function revokedJob(
  app: Pick<App, 'newId'>,
  { workspaceId, awardId, groupId }: Omit<DeliveryTarget, 'memberId'> & Pick<Of, 'groupId'>,
  runAt: number,
): NewJob {
  return {
    workspaceId,
    id: app.newId(),
    queue: 'announce-revoked',
    lane: channelLane({ workspaceId, groupId }),
    key: awardId,
    payload: { workspaceId, awardId },
    runAt,
  }
}

export interface CodeTarget {
  readonly workspaceId: string
  readonly codeId: string
}

export interface DeliveryTarget {
  readonly workspaceId: string
  readonly awardId: string
  readonly memberId: string
}
