import { openedAt } from './proposal-builders.ts'

/** The time, as a test has a say in it. */
export interface TestClock {
  readonly now: () => number
  advance(ms: number): void
}

/** A clock that goes only when it is told to. */
export function aClock(startsAt = openedAt): TestClock {
  let at = startsAt
  return {
    now: () => at,
    advance(ms) {
      at += ms
    },
  }
}

/** A clock that runs, and can be put forward. */
export function aRunningClock(): TestClock {
  let ahead = 0
  return {
    now: () => Date.now() + ahead,
    advance(ms) {
      ahead += ms
    },
  }
}
