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
}

export interface GroundRules {
  /** A longer lag of the event loop is a breach; absent: it is a figure only. */
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
      lag.enable()
      lag.reset()
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
  if (mostLagMs !== undefined) ground.check(lagMs < mostLagMs, `the event loop lagged ${lagMs} ms`)
  await putAway(endings, breaches)
  process.off('unhandledRejection', onUnhandled)
  return { figures: { ...figures, 'event loop lag, most': `${lagMs} ms` }, breaches }
}

const lagResolutionMs = 10

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
