import {
  claimJobs,
  type LeasedJob,
  nextDue,
  pauseLane,
  releaseJobs,
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
  /** Tells somebody that a job is given up, before it is: at least once, so that it must be safe to repeat. */
  readonly onDead: (job: LeasedJob) => Promise<void>
}

/** How a job ended, and until when its lane waits if the other side asked for it. */
interface Ending {
  readonly settlement: Settlement
  readonly pausedUntil: number | undefined
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
  #wakesAt = Number.POSITIVE_INFINITY
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

  /** Claims nothing more, finishes the jobs under way and gives back those that wait behind them. */
  async stop(): Promise<void> {
    this.#running = false
    clearTimeout(this.#timer)
    await this.#turning
    await Promise.all(this.#lanes.values())
  }

  /** Says that jobs were added, the first of them due at `dueAt`; absent: now. */
  wake(dueAt?: number): void {
    const wait = dueAt === undefined ? 0 : dueAt - this.#parts.now()
    // Many ballots ask for the same refreshed card a little later: one timer serves them all.
    if (wait > 0) {
      if (performance.now() + wait < this.#wakesAt) this.#wakeIn(wait)
      return
    }
    this.#woken = true
    if (!this.#running || this.#turning) return
    this.#turning = this.#turn().finally(() => {
      this.#turning = undefined
      if (this.#woken) this.wake()
    })
  }

  /** Waits until nothing is under way and nothing is due; a lane that pauses is not waited for. */
  async idle(): Promise<void> {
    while (this.#turning || this.#lanes.size > 0 || (this.#running && (await this.#isDue()))) {
      await this.#turning
      await Promise.all(this.#lanes.values())
      this.wake()
      await this.#turning
    }
  }

  async #turn(): Promise<void> {
    this.#woken = false
    clearTimeout(this.#timer)
    this.#wakesAt = Number.POSITIVE_INFINITY
    try {
      let claimed: number
      // A full claim may have left out jobs of other lanes.
      do claimed = await this.#claim()
      while (claimed === mostAtOnce)
      await this.#sleep()
    } catch (error) {
      this.#parts.log.error({ err: error }, 'The outbox could not be read; it tries again.')
      this.#wakeIn(1_000)
    }
  }

  async #claim(): Promise<number> {
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
    return jobs.length
  }

  // The end of a busy lane wakes us.
  async #sleep(): Promise<void> {
    const { store, now } = this.#parts
    const busyLanes = [...this.#lanes.keys()]
    const due = await nextDue(store, { now: now(), busyLanes })
    const wait = due === undefined ? longestSleepMs : due - now()
    const sleep = Math.min(longestSleepMs, Math.max(1, wait))
    // A wake-up asked for meanwhile may come sooner.
    if (performance.now() + sleep < this.#wakesAt) this.#wakeIn(sleep)
  }

  #wakeIn(ms: number): void {
    if (!this.#running) return
    clearTimeout(this.#timer)
    this.#wakesAt = performance.now() + ms
    this.#timer = setTimeout(() => this.wake(), ms)
    this.#timer.unref()
  }

  async #runLane(jobs: readonly LeasedJob[]): Promise<void> {
    const { now } = this.#parts
    for (const [index, job] of jobs.entries()) {
      const isOurs = now() < job.runAt
      if (!this.#running || !isOurs) return this.#giveBack(jobs.slice(index), now())
      const pausedUntil = await this.#runJob(job)
      if (pausedUntil !== undefined) return this.#giveBack(jobs.slice(index + 1), pausedUntil)
    }
  }

  async #giveBack(jobs: readonly LeasedJob[], runAt: number): Promise<void> {
    if (jobs.length === 0) return
    try {
      await this.#parts.store.tx((tx) => releaseJobs(tx, jobs, runAt))
    } catch (error) {
      // Their leases end by themselves.
      this.#parts.log.error({ err: error }, 'Jobs could not be given back.')
    }
  }

  /** Answers until when the job's lane must pause, if it must. */
  async #runJob(job: LeasedJob): Promise<number | undefined> {
    const { store, carriers, log, onDead } = this.#parts
    const { settlement, pausedUntil } = await this.#carry(job, carriers.get(job.queue))
    try {
      if (settlement.state === 'dead') await onDead(job)
      await store.tx(async (tx) => {
        if (pausedUntil !== undefined) await pauseLane(tx, job.lane, pausedUntil)
        await settleJob(tx, job, settlement)
      })
    } catch (error) {
      // The lease ends by itself and the job runs again.
      log.error({ err: error, queue: job.queue, job: job.id }, 'A job could not be settled.')
    }
    return pausedUntil
  }

  async #carry(job: LeasedJob, carry: Carry | undefined): Promise<Ending> {
    const { log, now } = this.#parts
    try {
      if (!carry) throw new Error(`Nothing carries out the queue ${job.queue}.`)
      await carry(job)
      return { settlement: { state: 'done' }, pausedUntil: undefined }
    } catch (error) {
      const { permanent, reason, retryAfterMs } = asFailure(error)
      const facts = { err: error, queue: job.queue, job: job.id, attempts: job.attempts }
      const pausedUntil = retryAfterMs === undefined ? undefined : now() + retryAfterMs
      if (permanent || job.attempts >= job.maxAttempts) {
        log.error(facts, 'A job was given up.')
        return { settlement: { state: 'dead', error: reason }, pausedUntil }
      }
      log.warn(facts, 'A job failed and runs again.')
      const runAt = pausedUntil ?? now() + this.#backOffMs(job.attempts)
      return { settlement: { state: 'ready', runAt, error: reason }, pausedUntil }
    }
  }

  // Full jitter: many jobs that failed together do not come back together.
  #backOffMs(attempts: number): number {
    const ceiling = Math.min(longestBackOffMs, firstBackOffMs * 2 ** Math.min(attempts, 20))
    return Math.ceil(this.#parts.random() * ceiling)
  }

  async #isDue(): Promise<boolean> {
    const { store } = this.#parts
    const now = this.#parts.now()
    const due = await nextDue(store, { now, busyLanes: [] })
    return due !== undefined && due <= now
  }
}
