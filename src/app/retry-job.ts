import { accept, type Outcome, refuse } from '#src/domain/outcome.ts'
import { jobExists, retryFailedJobs } from '#src/storage/failed-jobs.ts'
import type { MemberRow } from '#src/storage/members.ts'
import type { App } from './app.ts'
import { isTrainer } from './roles.ts'

export type RetryRefusal = { readonly code: 'trainers-only' } | { readonly code: 'unknown-job' }

/**
 * Tries one failed job again, or without `job` all of a workspace, at once and as often as at first; answers how many.
 * One that is under way or done meanwhile stays as it is: pressing twice does no harm. A lane that pauses goes on
 * pausing.
 */
export async function retryJob(
  app: App,
  { by, job }: { readonly by: MemberRow; readonly job: string | undefined },
): Promise<Outcome<{ readonly retried: number }, RetryRefusal>> {
  if (!isTrainer(by)) return refuse({ code: 'trainers-only' })
  const { workspaceId } = by
  if (job !== undefined && !(await jobExists(app.store.db, workspaceId, job)))
    return refuse({ code: 'unknown-job' })
  const retried = await app.store.tx((tx) =>
    retryFailedJobs(tx, { workspaceId, id: job, now: app.now() }),
  )
  app.wake()
  return accept({ retried })
}
