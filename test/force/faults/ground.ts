import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as wait } from 'node:timers/promises'
import type { Test } from 'tap'
import type { Report } from '../kit/report.ts'

/** What a trial of faults stands on: what must be put away, and what must never happen. */
export interface Ground extends Pick<Test, 'teardown'> {
  /** Notes a breach, in words, unless it holds. */
  check(holds: boolean, otherwise: string): void
  /** Asks again until it holds. Notes a breach after `limitMs`; answers how long it took, in milliseconds. */
  until(what: string, holds: () => Promise<boolean> | boolean, limitMs?: number): Promise<number>
  /** Lag of the event loop counts from here on. */
  watchLag(): void
  /** What follows is the trial's own reckoning: its lag counts no more. */
  stopLag(): void
}

export interface GroundRules {
  /**
   * Computing that holds up the event loop for longer is a breach; absent: it is a figure only. What else makes it lag,
   * a slow disk or other programs on the machine, is a figure always.
   */
  readonly mostLagMs?: number | undefined
}

/**
 * Runs a trial and everything that it asked to be put away. A rejection that nobody handles, and a trial that breaks
 * off, are breaches.
 */
export async function onGround(
  trial: (ground: Ground) => Promise<Report['figures']>,
  { mostLagMs }: GroundRules = {},
): Promise<Report> {
  const breaches: string[] = []
  const endings: (() => unknown)[] = []
  const lag = monitorEventLoopDelay({ resolution: lagResolutionMs })
  const computing = new Computing()
  const onUnhandled = (reason: unknown) => breaches.push(`nobody handled: ${wordsOf(reason)}`)
  process.on('unhandledRejection', onUnhandled)
  const ground: Ground = {
    teardown: (ending: () => unknown) => void endings.push(ending),
    check: (holds, otherwise) => {
      if (!holds) breaches.push(otherwise)
    },
    async until(what, holds, limitMs = 10_000) {
      const startedAt = performance.now()
      while (!(await holds())) {
        if (performance.now() - startedAt > limitMs) {
          breaches.push(`not within ${limitMs} ms: ${what}`)
          break
        }
        await wait(10)
      }
      return Math.round(performance.now() - startedAt)
    },
    watchLag: () => {
      computing.start()
      lag.enable()
      lag.reset()
    },
    stopLag: () => {
      lag.disable()
      computing.stop()
    },
  }
  let figures: Report['figures'] = {}
  try {
    figures = await trial(ground)
  } catch (error) {
    breaches.push(`broke off: ${wordsOf(error)}`)
  }
  lag.disable()
  const lagMs = Math.max(0, Math.round(lag.max / 1e6) - lagResolutionMs)
  const computedMs = computing.stop()
  if (mostLagMs !== undefined)
    ground.check(computedMs < mostLagMs, `computing held up the event loop for ${computedMs} ms`)
  await putAway(endings, breaches)
  process.off('unhandledRejection', onUnhandled)
  const lags = {
    'event loop lag, most': `${lagMs} ms`,
    'of computing alone, most': `${computedMs} ms`,
  }
  return { figures: { ...figures, ...lags }, breaches }
}

const lagResolutionMs = 10
/** The longest that this thread computed in one go, whoever else uses the machine meanwhile. */
class Computing {
  #timer: NodeJS.Timeout | undefined
  #spent = process.threadCpuUsage()
  #most = 0

  start(): void {
    this.#spent = process.threadCpuUsage()
    this.#timer = setInterval(() => this.#look(), lagResolutionMs)
    this.#timer.unref()
  }

  /** Milliseconds. */
  stop(): number {
    clearInterval(this.#timer)
    return Math.round(this.#most)
  }

  #look(): void {
    const { user, system } = process.threadCpuUsage(this.#spent)
    this.#spent = process.threadCpuUsage()
    this.#most = Math.max(this.#most, (user + system) / 1000)
  }
}

async function putAway(endings: (() => unknown)[], breaches: string[]): Promise<void> {
  for (const ending of endings.toReversed())
    try {
      await ending()
    } catch (error) {
      breaches.push(`could not be put away: ${wordsOf(error)}`)
    }
  // What was left to itself has its turn before rejections stop to count.
  await wait(20)
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return (error.stack ?? error.message).split('\n', 3).join(' ')
}
