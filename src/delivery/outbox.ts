import { type EndedJob, renewLeases } from '#src/storage/held-jobs.ts'
import {
  claimJobs,
  type LeasedJob,
  type NewJob,
  nextDue,
  releaseJobs,
} from '#src/storage/outbox.ts'
import type { Store } from '#src/storage/store.ts'
import { type Carry, carryOut, type OutboxLog } from './carry-out.ts'
import { Settler } from './settler.ts'

export type { Carry, OutboxLog }

export interface OutboxParts {
  readonly store: Store
  readonly now: () => number
  /** A number from 0 up to 1, for the back-off. */
  readonly random: () => number
  readonly newId: () => string
  readonly carriers: ReadonlyMap<string, Carry>
  /** How many jobs of a lane run at once, by the first part of its name (`tell` of `tell:W1`); others one by one. */
  readonly laneLimits?: ReadonlyMap<string, number>
  readonly log: OutboxLog
  /** Work that follows from giving a job up, such as telling somebody: written in the same commit. */
  readonly onDead: (job: LeasedJob) => readonly NewJob[]
}

/** Why a lane begins no more of the jobs that were claimed. */
interface LaneTrouble {
  /** The other side asked to wait until then. */
  pausedUntil?: number
  /** What cannot be written down would be done again. */
  isUnwritten?: boolean
}

/** A worker that says nothing for this long is taken for dead, and its jobs run again. */
const leaseMs = 60_000
/** A living worker keeps what it holds, however long a job lasts. */
const renewMs = leaseMs / 3
/** Looks for jobs of other nodes, and for lost hints, at least this often. setTimeout cannot wait longer than 24.8 days. */
const longestSleepMs = 30_000
const mostAtOnce = 256

/** The worker of the outbox: claims due jobs, a few at a time in each lane, and repeats what failed. */
export class Outbox {
  readonly #parts: OutboxParts
  readonly #settler: Settler
  readonly #lanes = new Map<string, Promise<void>>()
  /** Until when the jobs of a claim are ours, by its token. */
  readonly #leases = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined
  #renewing: NodeJS.Timeout | undefined
  #wakesAt = Number.POSITIVE_INFINITY
  #turning: Promise<void> | undefined
  #woken = false
  #running = false

  constructor(parts: OutboxParts) {
    this.#parts = parts
    const { store, log } = parts
    this.#settler = new Settler({
      store,
      log,
      holds: (job) => this.#running && this.#holds(job),
    })
  }

  start(): void {
    this.#running = true
    this.#renewing ??= setInterval(() => void this.#renew(), renewMs).unref()
    this.wake()
  }

  /** Claims nothing more, finishes the jobs under way and gives back those that wait behind them. */
  async stop(): Promise<void> {
    this.#running = false
    clearTimeout(this.#timer)
    await this.#turning
    await Promise.all(this.#lanes.values())
    clearInterval(this.#renewing)
    this.#renewing = undefined
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
    const token = newId()
    const claimedAt = now()
    const busyLanes = [...this.#lanes.keys()]
    const asked = { now: claimedAt, leaseMs, limit: mostAtOnce, token, busyLanes }
    const jobs = await claimJobs(store, asked)
    if (jobs.length === 0) return 0
    this.#leases.set(token, claimedAt + leaseMs)
    const lanes = [...Map.groupBy(jobs, ({ lane }) => lane)]
    const running = lanes.map(([lane, ofLane]) => this.#begin(lane, ofLane))
    void Promise.all(running).then(() => this.#leases.delete(token))
    return jobs.length
  }

  #begin(lane: string, jobs: readonly LeasedJob[]): Promise<void> {
    const running = this.#runLane(lane, jobs).finally(() => {
      this.#lanes.delete(lane)
      this.wake()
    })
    this.#lanes.set(lane, running)
    return running
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

  /** Carries out the jobs of one claim in a lane, as many at once as it allows, in the order they are due. */
  async #runLane(lane: string, jobs: readonly LeasedJob[]): Promise<void> {
    const { now, laneLimits } = this.#parts
    const waiting = [...jobs]
    const settling: Promise<void>[] = []
    const met: LaneTrouble = {}
    const work = async (): Promise<void> => {
      while (this.#running && !met.isUnwritten && met.pausedUntil === undefined) {
        const job = this.#holds(waiting[0]) ? waiting.shift() : undefined
        if (!job) return
        const ended = await carryOut(this.#parts, job)
        if (ended.pausedUntil !== undefined)
          met.pausedUntil = Math.max(met.pausedUntil ?? 0, ended.pausedUntil)
        settling.push(this.#settle(ended, met))
      }
    }
    const atOnce = laneLimits?.get(lane.split(':', 1)[0] ?? lane) ?? 1
    await Promise.all(Array.from({ length: atOnce }, work))
    await Promise.all(settling)
    await this.#giveBack(waiting, met.pausedUntil ?? now())
  }

  #holds(job: LeasedJob | undefined): boolean {
    return job !== undefined && this.#parts.now() < (this.#leases.get(job.leaseToken) ?? 0)
  }

  async #renew(): Promise<void> {
    const { store, now, log } = this.#parts
    const until = now() + leaseMs
    // What ran out may be another node's.
    const tokens = [...this.#leases].filter(([, end]) => now() < end).map(([token]) => token)
    const lanes = [...this.#lanes.keys()]
    if (tokens.length === 0) return
    try {
      await store.tx((tx) => renewLeases(tx, { tokens, lanes, until }))
      for (const token of tokens) if (this.#leases.has(token)) this.#leases.set(token, until)
    } catch (error) {
      log.error({ err: error }, 'Jobs under way could not be kept; others may run them again.')
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

  async #settle(ended: EndedJob, met: LaneTrouble): Promise<void> {
    const { log, onDead } = this.#parts
    const { job, settlement } = ended
    try {
      const follows = settlement.state === 'dead' ? onDead(job) : []
      await this.#settler.settle({ ...ended, follows })
      if (follows.length > 0) this.wake()
    } catch (error) {
      // Its lease ends by itself, and it runs again.
      met.isUnwritten = true
      log.error({ err: error, queue: job.queue, job: job.id }, 'A job could not be settled.')
    }
  }

  async #isDue(): Promise<boolean> {
    const { store } = this.#parts
    const now = this.#parts.now()
    const due = await nextDue(store, { now, busyLanes: [] })
    return due !== undefined && due <= now
  }
}
