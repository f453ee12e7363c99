import type { FailureCause } from '#src/app/failure-reason.ts'
import type { EndedJob } from '#src/storage/held-jobs.ts'
import type { LeasedJob } from '#src/storage/outbox.ts'
import { asFailure } from './delivery-failure.ts'

/** Carries out jobs of one queue. A throw means "again later", unless it says otherwise (`DeliveryFailure`). */
export type Carry = (job: LeasedJob) => Promise<void>

export interface OutboxLog {
  info(facts: object, message: string): void
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

interface CarryParts {
  readonly now: () => number
  /** A number from 0 up to 1, for the back-off. */
  readonly random: () => number
  readonly carriers: ReadonlyMap<string, Carry>
  readonly log: OutboxLog
}

/** Somebody takes no private message: that is their right, and whoever proposed the badge is told. */
const closedDoor: FailureCause = 'chat-refused'

const firstBackOffMs = 5_000
const longestBackOffMs = 6 * 3_600_000
/** A lane waits no longer, whatever the other side asks: a slip of its clock must not silence a workspace for years. */
const longestPauseMs = 3_600_000

/** Carries out one job and says how it ended. Never throws. */
export async function carryOut(parts: CarryParts, job: LeasedJob): Promise<EndedJob> {
  const { carriers } = parts
  try {
    const carry = carriers.get(job.queue)
    if (!carry) throw new Error(`Nothing carries out the queue ${job.queue}.`)
    await carry(job)
    return { job, settlement: { state: 'done' }, pausedUntil: undefined }
  } catch (error) {
    return failed(parts, job, error)
  }
}

function failed({ now, random, log }: CarryParts, job: LeasedJob, error: unknown): EndedJob {
  const { permanent, reason, retryAfterMs } = asFailure(error)
  const about = { queue: job.queue, job: job.id, attempts: job.attempts }
  const facts = { err: error, ...about }
  const pausedUntil =
    retryAfterMs === undefined ? undefined : now() + Math.min(retryAfterMs, longestPauseMs)
  if (permanent || job.attempts >= job.maxAttempts) {
    if (permanent && reason === closedDoor) log.info({ ...about, reason }, 'A job was given up.')
    else log.error(facts, 'A job was given up.')
    return { job, settlement: { state: 'dead', error: reason }, pausedUntil }
  }
  log.warn(facts, 'A job failed and runs again.')
  // A lane that pauses again and again must not use up the attempts of its first job.
  const runAt = Math.max(pausedUntil ?? 0, now() + backOffMs(job.attempts, random))
  return { job, settlement: { state: 'ready', runAt, error: reason }, pausedUntil }
}

// Full jitter: many jobs that failed together do not come back together.
function backOffMs(attempts: number, random: () => number): number {
  const ceiling = Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(attempts, 20))
  return Math.ceil(random() * ceiling)
}
