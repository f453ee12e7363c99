import {
  claimJobs,
  type LeasedJob,
  nextDue,
  pauseLane,
  type Settlement,
  settleJob,
} from '#src/storage/outbox.ts'
import type { Store } from '#src/storage/store.ts'
import { asFailure } from './delivery-failure.ts'

/** Carries out jobs of one queue. A throw means "again later", unless it says otherwise (`DeliveryFailure`). */
export type Carry = (job: LeasedJob) => Promise<void>

export interface OutboxParts {
  readonly store: Store
  readonly now: () => number
  /** A number from 0 up to 1, for the back-off. */
  readonly random: () => number
  readonly newId: () => string
  readonly carriers: ReadonlyMap<string, Carry>
  readonly log: OutboxLog
  /** Runs in the transaction that gives a job up, to tell somebody. */
  readonly onDead: (job: LeasedJob) => Promise<void>
}

export interface OutboxLog {
  warn(facts: object, message: string): void
  error(facts: object, message: string): void
}

/** A worker that did not settle within this time is taken for dead, and its job runs again. */
const leaseMs = 60_000
/** Looks for jobs of other nodes, and for lost hints, at least this often. setTimeout cannot wait longer than 24.8 days. */
const longestSleepMs = 30_000
const mostAtOnce = 64
const firstBackOffMs = 5_000
const longestBackOffMs = 6 * 3_600_000

/** The worker of the outbox: claims due jobs, one at a time in each lane, and repeats what failed. */
export class Outbox {
  readonly #parts: OutboxParts
  readonly #lanes = new Map<string, Promise<void>>()
  #timer: NodeJS.Timeout | undefined
  #turning: Promise<void> | undefined
  #woken = false
  #running = false

  constructor(parts: OutboxParts) {
    this.#parts = parts
  }

  start(): void {
    this.#running = true
    this.wake()
  }

  /** Claims nothing more, and waits for what is under way. */
  async stop(): Promise<void> {
    this.#running = false
    clearTimeout(this.#timer)
    await this.#turning
    await Promise.all(this.#lanes.values())
  }

  /** Says that jobs were added or became due. */
  wake(): void {
    this.#woken = true
    if (!this.#running || this.#turning) return
    this.#turning = this.#turn().finally(() => {
      this.#turning = undefined
      if (this.#woken) this.wake()
    })
  }

  /** Waits until nothing is due and nothing is under way. */
  async idle(): Promise<void> {
    while (this.#turning || this.#lanes.size > 0 || (await this.#isDue())) {
      await this.#turning
      await Promise.all(this.#lanes.values())
      this.wake()
      await this.#turning
    }
  }

  async #turn(): Promise<void> {
    this.#woken = false
    clearTimeout(this.#timer)
    try {
      await this.#claim()
      await this.#sleep()
    } catch (error) {
      this.#parts.log.error({ err: error }, 'The outbox could not be read; it tries again.')
      this.#wakeIn(1_000)
    }
  }

  async #claim(): Promise<void> {
    const { store, now, newId } = this.#parts
    const jobs = await claimJobs(store, {
      now: now(),
      leaseMs,
      limit: mostAtOnce,
      token: newId(),
      busyLanes: [...this.#lanes.keys()],
    })
    for (const [lane, ofLane] of Map.groupBy(jobs, ({ lane }) => lane)) {
      const running = this.#runLane(ofLane).finally(() => {
        this.#lanes.delete(lane)
        this.wake()
      })
      this.#lanes.set(lane, running)
    }
  }

  async #sleep(): Promise<void> {
    if (this.#lanes.size > 0) return // the end of a lane wakes us
    const due = await nextDue(this.#parts.store)
    const wait = due === undefined ? longestSleepMs : due - this.#parts.now()
    this.#wakeIn(Math.min(longestSleepMs, Math.max(1, wait)))
  }

  #wakeIn(ms: number): void {
    if (!this.#running) return
    this.#timer = setTimeout(() => this.wake(), ms)
    this.#timer.unref()
  }

  async #runLane(jobs: readonly LeasedJob[]): Promise<void> {
    for (const job of jobs) await this.#runJob(job)
  }

  async #runJob(job: LeasedJob): Promise<void> {
    const { store, carriers, log, onDead, now } = this.#parts
    const settlement = await this.#carry(job, carriers.get(job.queue))
    try {
      await store.tx(async (tx) => {
        if ('pauseMs' in settlement) await pauseLane(tx, job.lane, now() + settlement.pauseMs)
        await settleJob(tx, job, settlement)
      })
      if (settlement.state === 'dead') await onDead(job)
    } catch (error) {
      // The lease ends by itself and the job runs again.
      log.error({ err: error, queue: job.queue, job: job.id }, 'A job could not be settled.')
    }
  }

  async #carry(
    job: LeasedJob,
    carry: Carry | undefined,
  ): Promise<Settlement | (Settlement & { readonly pauseMs: number })> {
    const { log, now } = this.#parts
    try {
      if (!carry) throw new Error(`Nothing carries out the queue ${job.queue}.`)
      await carry(job)
      return { state: 'done' }
    } catch (error) {
      const { permanent, reason, retryAfterMs } = asFailure(error)
      const facts = { err: error, queue: job.queue, job: job.id, attempts: job.attempts }
      if (permanent || job.attempts >= job.maxAttempts) {
        log.error(facts, 'A job was given up.')
        return { state: 'dead', error: reason }
      }
      log.warn(facts, 'A job failed and runs again.')
      const runAt = now() + (retryAfterMs ?? this.#backOffMs(job.attempts))
      const again = { state: 'ready', runAt, error: reason } as const
      return retryAfterMs === undefined ? again : { ...again, pauseMs: retryAfterMs }
    }
  }

  // Full jitter: many jobs that failed together do not come back together.
  #backOffMs(attempts: number): number {
    const ceiling = Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(attempts, 20))
    return Math.ceil(this.#parts.random() * ceiling)
  }

  async #isDue(): Promise<boolean> {
    const due = await nextDue(this.#parts.store)
    return due !== undefined && due <= this.#parts.now()
  }
}
