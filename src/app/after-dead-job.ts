import type { LeasedJob, NewJob } from '#src/storage/outbox.ts'
import type { App } from './app.ts'
import { undeliveredJob, unpostedJob } from './jobs.ts'

/** What follows from giving a job up: whoever proposed the badge is told what did not get through. */
export function afterDeadJob(
  app: Pick<App, 'newId' | 'now'>,
  { queue, payload, workspaceId }: Pick<LeasedJob, 'queue' | 'payload' | 'workspaceId'>,
): readonly NewJob[] {
  const { awardId, memberId, proposalId } = payload
  if ((queue === 'card' || queue === 'announce') && proposalId)
    return [unpostedJob(app, { workspaceId, proposalId }, app.now())]
  if ((queue !== 'letter' && queue !== 'tell') || !awardId || !memberId) return []
  return [undeliveredJob(app, queue, { workspaceId, awardId, memberId }, app.now())]
}
