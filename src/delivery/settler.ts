import { setTimeout } from 'node:timers/promises'
import { type EndedJob, settleJobs } from '#src/storage/held-jobs.ts'
import type { LeasedJob } from '#src/storage/outbox.ts'
import { isUnavailable, type Store } from '#src/storage/store.ts'
import type { OutboxLog } from './carry-out.ts'

interface SettlerParts {
  readonly store: Store
  readonly log: OutboxLog
  /** Whether a job is still ours, so that writing its end has a sense. */
  readonly holds: (job: LeasedJob) => boolean
}

/** Jobs that are written down together at most. */
const mostAtOnce = 256
/** Longest wait for others to join: nobody waits for the answer, and letters end one by one. */
const gatherMs = 5
const againMs = 1_000

/** Writes down how jobs ended: those that end within a few milliseconds share one commit. */
export class Settler {
  readonly #parts: SettlerParts
  #batch: Batch | undefined
  #last: Promise<unknown> = Promise.resolve()

  constructor(parts: SettlerParts) {
    this.#parts = parts
  }

  /**
   * Resolves after the commit. While the database takes no writes it tries again, as long as the job is ours: a letter
   * whose sending was not written down goes out twice. Throws when nothing was written; the lease then ends by itself.
   */
  settle(ended: EndedJob): Promise<void> {
    const batch = (this.#batch ??= this.#open())
    batch.ended.push(ended)
    if (batch.ended.length === mostAtOnce) this.#batch = undefined
    return batch.written
  }

  #open(): Batch {
    const ended: EndedJob[] = []
    const batch = { ended, written: this.#write(ended, this.#last) }
    this.#last = batch.written.catch(() => undefined)
    return batch
  }

  async #write(ended: readonly EndedJob[], before: Promise<unknown>): Promise<void> {
    const { store, log, holds } = this.#parts
    await before
    await setTimeout(gatherMs)
    if (this.#batch?.ended === ended) this.#batch = undefined
    for (;;)
      try {
        return await store.tx((tx) => settleJobs(tx, ended))
      } catch (error) {
        if (!isUnavailable(error) || !ended.some(({ job }) => holds(job))) throw error
        log.warn({ err: error, jobs: ended.length }, 'Jobs could not be settled; it tries again.')
        await setTimeout(againMs)
      }
  }
}

interface Batch {
  readonly ended: EndedJob[]
  readonly written: Promise<void>
}
